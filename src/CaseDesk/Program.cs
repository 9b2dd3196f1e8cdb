using CaseDesk;
using CaseDesk.Verbs;

try
{
    return args switch
    {
        [] or ["serve", ..] or ["--" or ['-', '-', ..], ..] => await Serve.Run(args is ["serve", .. var rest] ? rest : args),
        ["migrate"] => await Migrate.Run(),
        ["health", var url] => await Health.Ask(url),
        ["demo", var output] => await DemoVerb.Run(output),
        ["ledger", "export", var directory] => await LedgerExport.Run(directory),
        ["ledger", "export", var beside, "--state"] => await LedgerExport.Run(beside, state: true),
        ["ledger", "export", var directory, "--former", var number] when int.TryParse(number, System.Globalization.NumberStyles.None, null, out var former) => await LedgerExport.Run(directory, former),
        ["restore", .. var rest] => await Restore.Run(rest),
        ["users", "add", .. var rest] => await Users.Add(rest),
        ["logs", "generate", .. var rest] => LogsGenerate.Run(rest, TimeProvider.System),
        ["policy", "check", var file] => PolicyCheck.Run(file),
        ["templates", "check", .. var named] when named.Length <= 2 => TemplatesCheck.Run(named is [var directory, ..] ? directory : "templates/letters", named is [_, var samples] ? samples : null),
        ["help" or "-h" or "--help", ..] => Help.Show(Console.Out, 0),
        _ => Help.Show(Console.Error, 2),
    };
}
catch (Exception fault) when (CannotStart.Sentence(fault) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
