namespace CaseDesk.Pdf;

/// <summary>It cannot be signed this way, today or ever; the message says why in a sentence.</summary>
public sealed class SigningRefused : Exception
{
    /// <summary>With the reason.</summary>
    public SigningRefused(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what was seen.</summary>
    public SigningRefused(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A time-stamp, a revocation list or an answer about a certificate cannot be had now. Later it may; the message says what is missing.</summary>
public sealed class EvidenceUnavailable : Exception
{
    /// <summary>With the reason.</summary>
    public EvidenceUnavailable(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what was seen.</summary>
    public EvidenceUnavailable(string message, Exception inner)
        : base(message, inner)
    {
    }
}
