using System.Security.Cryptography;
using System.Text.Json;
using CaseDesk.Features.Requests;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace CaseDesk.Features.Watching;

/// <summary>What a page showed, after its entry in the ledger.</summary>
/// <param name="List">The list that it was, if it was one.</param>
/// <param name="WithProgress">True to follow the extraction's progress too.</param>
internal sealed record Watched(IReadOnlyList<Shown> Shown, RequestList? List = null, bool WithProgress = false)
{
    /// <summary>Null for a list.</summary>
    public string? Number => List is null ? Shown[0].Number : null;
}

/// <param name="Standing">How it stood, where the page is of one request: what an officer outside sees of it, or all that moves.</param>
internal sealed record Shown(string Number, string Standing = "")
{
    public static Shown Of(string number, RequestStatus status, int version, ExtractionState? extraction, Actor reader) =>
        new(number, reader.IsOutside ? $"{status}" : $"{status} {version} {extraction}");
}

/// <summary>
/// Following a page is not recorded, so that it may follow only what a recorded look has shown: the page carries a sealed note of that,
/// which is worth nothing in another session.
/// </summary>
internal sealed class WatchTickets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("CaseDesk.Watching");

    public string For(Actor actor, Watched watched) =>
        WebEncoders.Base64UrlEncode(protector.CreateProtector(Owner(actor)).Protect(JsonSerializer.SerializeToUtf8Bytes(watched)));

    /// <summary>Null where it is not a ticket of this session.</summary>
    public Watched? Read(string? ticket, Actor actor)
    {
        try
        {
            return string.IsNullOrEmpty(ticket) ? null : JsonSerializer.Deserialize<Watched>(protector.CreateProtector(Owner(actor)).Unprotect(WebEncoders.Base64UrlDecode(ticket)));
        }
        catch (Exception foreign) when (foreign is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static string Owner(Actor actor) => $"{actor.Session:n}";
}
