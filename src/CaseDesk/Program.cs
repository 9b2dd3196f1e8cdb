using CaseDesk.Verbs;

return args switch
{
    [] or ["serve", ..] or ["--" or ['-', '-', ..], ..] => await Serve.Run(args is ["serve", .. var rest] ? rest : args),
    ["demo", var output] => await DemoVerb.Run(output),
    ["ledger", "export", var directory] => await LedgerExport.Run(directory),
    ["users", "add", .. var rest] => await Users.Add(rest),
    ["policy", "check", var file] => PolicyCheck.Run(file),
    ["help" or "-h" or "--help", ..] => Help.Show(Console.Out, 0),
    _ => Help.Show(Console.Error, 2),
};
