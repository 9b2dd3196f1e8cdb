namespace CaseDesk.Verbs;

internal static class Help
{
    public static int Show(TextWriter output, int code)
    {
        output.WriteLine("""
            CaseDesk
              serve [--urls U]          runs the desk (also without a verb), at another address where one is named
              users add --email E --name N --role R [--role R]… [--agency A]
                                        makes an account; the password is read from standard input
              migrate                   brings the database to this version; run it before the site and the workers of a new version start
              demo OUT                  carries a sample request through the whole line, into the new directory OUT
              ledger export DIR [--former N | --state]
                                        writes the ledger as files that a stranger can verify; --former: one that a restore closed; --state: with the rows that it commits to, for whoever may see all cases
              restore --operator NAME --reason WHY [--checkpoint FILE]…
                                        after an older database was put back: closes its ledger and opens a new one that says so; checkpoints that were kept elsewhere are held against it
              health URL                asks whether a running desk is well, for a container's health check: 0 yes, 1 no
              logs generate --rows N --days D --out DIR
                                        writes invented look-up logs, the same for the same options, with a policy that describes them and what is to be found in them;
                                        [--to DAY] [--seed N] [--skew X] [--hostile SHARE] [--damaged SHARE] [--accounts N] [--compression none|gzip|zstd]
                                        [--formats jsonl,csv,combined,clf,syslog,parquet or all]
              policy check FILE         checks a policy file: 0 good, 1 bad, 2 usage
              templates check [DIR [OUT]]
                                        checks the templates of letters, those shipped, or of letters or reports in DIR, and writes samples into OUT: 0 good, 1 bad, 2 usage
            """);
        return code;
    }
}
