namespace CaseDesk.Policy;

/// <summary>Collects what is wrong in a policy file, so that its author sees everything at once.</summary>
internal sealed class PolicyErrors(string file)
{
    private const int Most = 200;

    private readonly List<PolicyFileError> errors = [];

    public bool Any => errors.Count > 0;

    public bool AreEnough => errors.Count >= Most;

    public void Add(PolicyNode at, string path, string message) =>
        Add(at.Line, at.Column, path.Length == 0 ? message : $"{path}: {message}");

    public void Add(int line, int column, string message) => errors.Add(new PolicyFileError(file, line, column, message));

    public PolicyFileException Failure() =>
        new([.. errors.OrderBy(error => error.Line).ThenBy(error => error.Column).Take(Most)]);

    /// <summary>Text from the file as it may appear in a message: short, on one line, no control characters.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

        return text.Length > 60 ? line + "…" : line;
    }
}
