using System.Buffers.Text;
using System.Text;

namespace CaseDesk.Pipeline;

/// <summary>The signed position goes back with every recorded answer, so that every client can keep it and hold the desk to it.</summary>
internal static class LedgerHeader
{
    public const string Name = "CaseDesk-Checkpoint";

    public static void Set(HttpContext context, LedgerPosition position)
    {
        if (!context.Response.HasStarted) context.Response.Headers[Name] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position.Checkpoint));
    }
}
