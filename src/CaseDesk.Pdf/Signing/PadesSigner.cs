using System.Security.Cryptography;
using System.Text;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>
/// Fills the room of a report with its signature (ETSI EN 319 142-1): a detached CAdES signature over the whole file, in the
/// file's one revision. The file is read as a stream; its size does not count in memory.
/// </summary>
public static class PadesSigner
{
    private const int Piece = 1 << 18;

    /// <summary>
    /// Writes into a report that is not signed yet what its signature will cover, and answers the document hash: the SHA-256 of all bytes but the room, which is
    /// what the signature states as its message digest (RFC 5652, 11.2). Signing changes no covered byte, so whoever saw this hash before finds it in the signature.
    /// </summary>
    /// <param name="file">The whole report, open for reading and writing.</param>
    /// <param name="place">What <see cref="PdfReport.Finish"/> answered for it.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="InvalidOperationException">The file is signed already, or has no such room.</exception>
    public static string Cover(Stream file, SignaturePlace place)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(place);
        if (!IsEmpty(file, place))
            throw new InvalidOperationException("The file is signed already, or it is not the report with this room.");
        file.Position = place.Range;
        file.Write(SignatureRoom.RangeOf(place.Contents, place.End, file.Length));
        return Convert.ToHexStringLower(Hash(file, place));
    }

    /// <summary>Signs at level B-B: nobody but the signer says when.</summary>
    /// <param name="file">The whole report, open for reading and writing; after an exception it is worth nothing.</param>
    /// <param name="place">What <see cref="PdfReport.Finish"/> answered for it.</param>
    /// <exception cref="SigningRefused">The certificate is not valid at the claimed time, or the signature needs more room.</exception>
    /// <exception cref="InvalidOperationException">The file is signed already, or has no such room.</exception>
    public static void Sign(Stream file, SignaturePlace place, SigningKey key)
    {
        var attributes = Prepare(file, place, key);
        Fill(file, place, CmsSignature.Message(key, attributes, key.Sign(attributes), token: null));
    }

    /// <summary>
    /// Signs with a time-stamp: level B-T, and B-LT where the report was written with all that the validation of both needs.
    /// It may be tried again on the same file when the authority could not be asked.
    /// </summary>
    /// <param name="file">The whole report, open for reading and writing.</param>
    /// <param name="place">What <see cref="PdfReport.Finish"/> answered for it.</param>
    /// <exception cref="EvidenceUnavailable">The authority does not answer, or with a certificate that the validation data does not have.</exception>
    /// <exception cref="SigningRefused">The certificate is not valid at the claimed time, or the signature needs more room.</exception>
    /// <exception cref="InvalidOperationException">The file is signed already, or has no such room.</exception>
    public static async Task SignAndStamp(Stream file, SignaturePlace place, SigningKey key, TimestampAuthority authority, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(authority);
        var attributes = Prepare(file, place, key);
        var signature = key.Sign(attributes);
        // RFC 3161, appendix A: the time-stamp is over the signature's value.
        var stamp = await authority.Stamp(SHA256.HashData(signature), cancel);
        if (place.Known.Count > 0 && !place.Known.Contains(Convert.ToHexStringLower(SHA256.HashData(stamp.Certificate.RawData))))
            throw new EvidenceUnavailable($"The time-stamping authority {authority.Address} stamped with another certificate than the one whose chain the report carries. Make the report again.");
        Fill(file, place, CmsSignature.Message(key, attributes, signature, stamp.Token));
    }

    /// <summary>Writes what is covered, and answers what is to be signed.</summary>
    private static byte[] Prepare(Stream file, SignaturePlace place, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(key);
        key.MustBeValid(place.SignedAt);
        return CmsSignature.Attributes(Convert.FromHexString(Cover(file, place)), key);
    }

    private static void Fill(Stream file, SignaturePlace place, byte[] message)
    {
        if (message.Length > place.Bytes)
            throw new SigningRefused($"The signature needs {message.Length} bytes; {place.Bytes} were reserved.");
        file.Position = place.Contents + 1;
        file.Write(Encoding.Latin1.GetBytes(Convert.ToHexString(message)));
        file.Flush();
    }

    private static bool IsEmpty(Stream file, SignaturePlace place)
    {
        if (place.Contents < 0 || place.Bytes < 1 || file.Length <= place.End)
            return false;
        var room = new byte[place.End - place.Contents];
        file.Position = place.Contents;
        file.ReadExactly(room);
        return room[0] == '<' && room[^1] == '>' && !room.AsSpan(1..^1).ContainsAnyExcept((byte)'0');
    }

    /// <summary>SHA-256 of all but the signature's own text with the brackets round it (ISO 32000-1, 12.8.1).</summary>
    private static byte[] Hash(Stream file, SignaturePlace place)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Piece];
        foreach (var (from, to) in ((long, long)[])[(0, place.Contents), (place.End, file.Length)])
        {
            file.Position = from;
            for (var left = to - from; left > 0;)
            {
                var count = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (count == 0)
                    throw new EndOfStreamException("The file became shorter while it was signed.");
                hash.AppendData(buffer, 0, count);
                left -= count;
            }
        }

        return hash.GetHashAndReset();
    }
}
