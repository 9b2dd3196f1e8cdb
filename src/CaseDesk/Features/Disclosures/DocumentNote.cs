using System.Security.Cryptography;
using System.Text.Json;
using CaseDesk.Model.Requests;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Disclosures;

/// <summary>What the desk has to know of a finished document until it is signed. It lies beside the document; its hash is in the ledger's entry that the document was made.</summary>
/// <param name="DocumentHash">What the signature will cover (<see cref="PadesSigner.Cover"/>).</param>
/// <param name="Sha256">Of the file with its empty room.</param>
/// <param name="Language">Of its words, BCP 47.</param>
/// <param name="Preparation">The version of the disclosure whose proof is inside.</param>
/// <param name="Policy">In force when it was made.</param>
/// <param name="Certificate">SHA-256 of the certificate that is printed in it.</param>
/// <param name="Missing">Evidence that could not be had, in words; null where all of it is inside, or none is configured.</param>
/// <param name="Known">As in <see cref="SignaturePlace"/>; empty where the document holds no evidence.</param>
/// <param name="Volumes">SHA-256 of each volume beside it, from the second on.</param>
internal sealed record DocumentNote(
    string DocumentHash, string Sha256, long Size, string Language, int Preparation, string ManifestHash, DateTimeOffset MadeAt, Guid MadeBy, string Policy, int RequestVersion, int AgencyVersion,
    string Certificate, string? Missing, long Range, long Contents, int Bytes, IReadOnlyList<string> Known, IReadOnlyList<string> Volumes)
{
    public SignaturePlace Place => new(Range, Contents, Bytes, MadeAt, Known.ToHashSet(StringComparer.Ordinal));

    /// <summary>True where the document says of the request what the request still says.</summary>
    public bool IsOf(LegalRequest request) => request.Version == RequestVersion && request.Agency!.Version == AgencyVersion;

    /// <param name="language">Null for any.</param>
    public bool IsIn(string? language) => language is null || language == Language;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    public static string HashOf(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json));

    /// <summary>Null for what is no note at all.</summary>
    public static DocumentNote? Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<DocumentNote>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
