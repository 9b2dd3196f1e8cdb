using CaseDesk.Policy;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Policies;

/// <summary>The policy in force, loaded and checked once at the start: with a wrong file the desk does not start.</summary>
internal sealed class PolicyShelf(IOptions<CaseDeskOptions> options)
{
    public PolicyDocument Current { get; } = Load(Locate(options.Value.Policy));

    public PolicyDocument? Find(string id) => string.Equals(id, Current.Id, StringComparison.Ordinal) ? Current : null;

    public static string Locate(string path) =>
        new[] { Path.GetFullPath(path), Path.Combine(AppContext.BaseDirectory, path) }.FirstOrDefault(File.Exists)
        ?? throw new CannotStart($"The policy file {path} does not exist. CaseDesk:Policy names it.");

    private static PolicyDocument Load(string path)
    {
        try
        {
            return PolicyFile.Load(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The policy file {path} cannot be read: {fault.Message}", fault);
        }
    }
}
