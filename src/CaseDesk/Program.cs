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
        ["ledger", "export", var directory] => await LedgerExport.Run(directory, state: false),
        ["ledger", "export", var beside, "--state"] => await LedgerExport.Run(beside, state: true),
        ["users", "add", .. var rest] => await Users.Add(rest),
        ["logs", "generate", .. var rest] => LogsGenerate.Run(rest, TimeProvider.System),
        ["policy", "check", var file] => PolicyCheck.Run(file),
        ["templates", "check", .. var directory] when directory.Length <= 1 => TemplatesCheck.Run(directory is [var named] ? named : "templates/letters"),
        ["help" or "-h" or "--help", ..] => Help.Show(Console.Out, 0),
        _ => Help.Show(Console.Error, 2),
    };
}
catch (Exception fault) when (CannotStart.Sentence(fault) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
