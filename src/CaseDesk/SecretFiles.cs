using Microsoft.Extensions.FileProviders;

namespace CaseDesk;

/// <summary>
/// Secrets as files: a file that is named as the variable of the environment would be (<c>CaseDesk__Database__Password</c>) is that option, so that no
/// secret stands in the environment, where every child process and every inspection of a container shows it. Other files there are keys, which options name by path.
/// </summary>
internal static class SecretFiles
{
    /// <summary>Where container engines put them.</summary>
    private const string Usual = "/run/secrets";

    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var named = configuration[$"{CaseDeskOptions.Section}:{nameof(CaseDeskOptions.SecretsDirectory)}"];
        var directory = Path.GetFullPath(string.IsNullOrEmpty(named) ? Usual : named);
        if (!Directory.Exists(directory))
        {
            if (string.IsNullOrEmpty(named)) return;
            throw new CannotStart($"CaseDesk:SecretsDirectory names {directory}, which does not exist.");
        }
        try
        {
            configuration.AddKeyPerFile(files =>
            {
                files.FileProvider = new PhysicalFileProvider(directory);
                files.IgnoreCondition = name => !name.StartsWith(CaseDeskOptions.Section + "__", StringComparison.Ordinal);
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"A secret in {directory} cannot be read: {fault.Message}", fault);
        }
    }
}
