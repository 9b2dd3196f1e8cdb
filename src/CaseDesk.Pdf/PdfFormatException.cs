namespace CaseDesk.Pdf;

/// <summary>The bytes are not a PDF file that this library can read; the message says where it stopped.</summary>
public sealed class PdfFormatException : Exception
{
    public PdfFormatException()
        : this("The file is not a PDF file of this desk.")
    {
    }

    public PdfFormatException(string message)
        : base(message)
    {
    }

    public PdfFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
