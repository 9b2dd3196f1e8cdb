namespace CaseDesk.Policy;

/// <summary>What a format asks of the keys beside it.</summary>
internal static class FormatChecks
{
    public static void Check(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        if (source.Format is SourceFormat.Combined or SourceFormat.Clf && source.TimeField is not null && source.TimeFormat != TimeFormat.CommonLog)
        {
            reader.Wrong("timeFormat", $"must be common-log in a {Names.Of(source.Format)} log; remove the key");
        }

        if (source.Format != SourceFormat.Regex && reader.Has("pattern"))
        {
            reader.Wrong("pattern", $"describes the lines of format {Names.Of(SourceFormat.Regex)} only; remove it");
        }
        else if (source.Format == SourceFormat.Regex && !reader.Has("pattern"))
        {
            errors.Add(reader.Map, reader.Path, "\"pattern\" is missing; give a regular expression of a whole line, whose named groups (?<name>…) are the parts");
        }

        if (source.Format == SourceFormat.Jsonl && source.Encoding != SourceEncoding.Utf8)
        {
            // RFC 8259 section 8.1.
            reader.Wrong("encoding", "must be utf-8, since JSON is nothing else; remove the key");
        }

        if (source.Format == SourceFormat.Parquet)
        {
            CheckParquet(source, reader);
        }
        else if (reader.Has("sortedBy"))
        {
            reader.Wrong("sortedBy", $"helps in format {Names.Of(SourceFormat.Parquet)} only; remove it");
        }
    }

    private static void CheckParquet(SourceDefinition source, MapReader reader)
    {
        if (source.Compression != SourceCompression.None)
        {
            reader.Wrong("compression", "is told inside a Parquet file; remove the key");
        }

        if (reader.Has("encoding"))
        {
            reader.Wrong("encoding", "has no meaning for Parquet, which is not text; remove it");
        }

        if (reader.Has("literalSafe"))
        {
            reader.Wrong("literalSafe", "has no meaning for Parquet, which is not searched as text; remove it");
        }

        // What is held is read off the names of files; to look into one takes the worker.
        if (source.TimeField is not null && source.Location.Length > 0 && !LocationDates.Has(source.Location))
        {
            reader.Wrong("location", "must name the day or month of each Parquet file with a time, such as {yyyy-MM}, which tells what is held");
        }

        if (source.Engine == SourceEngine.Scanner)
        {
            reader.Wrong("engine", $"{Names.Of(SourceEngine.Scanner)} reads text only; write {Names.Of(SourceEngine.DuckDb)}, or remove the key");
        }
    }
}
