namespace CaseDesk.Extraction.Generating;

/// <summary>What a generated look-up log can be written as.</summary>
public enum GeneratedFormat
{
    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>Apache combined log format; account in the user field, handle and a part of the push token in the query.</summary>
    Combined,

    /// <summary>Common log format: combined without referrer and user agent.</summary>
    Clf,

    /// <summary>RFC 3164 as syslog daemons store it: the time has neither year nor zone.</summary>
    Syslog,

    /// <summary>One file a month, its rows in order of account and time.</summary>
    Parquet,
}
