using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>
/// Checks the signature of a report of this library, without a network, without a clock and without the machine's certificate stores
/// (ETSI EN 319 102-1, 5.3 to 5.6, as far as the file itself and the given roots decide it).
/// </summary>
public static class PadesVerifier
{
    // The desk's clock may be ahead of the authority's by so much.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>Checks a file. Never throws for what the bytes hold: what cannot be read is reported so.</summary>
    /// <param name="trusted">Certificates that the caller trusts as roots or as signers, also for time-stamps; null to leave trust unchecked.</param>
    public static SignatureReport Verify(byte[] pdf, X509Certificate2Collection? trusted = null)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            var source = new PdfSource(pdf);
            var fields = SignatureField.All(pdf, source);
            return fields.Any(field => !field.IsTimestamp)
                ? new Checking(pdf, source, fields, trusted).Run()
                : new SignatureReport { IsReadable = true, Reasons = ["The file is not signed, or its signature was removed."] };
        }
        catch (PdfFormatException damage)
        {
            return new SignatureReport { Reasons = [$"The file cannot be read: {damage.Message}"] };
        }
    }

    /// <summary>One check; it collects reasons as it goes.</summary>
    private sealed class Checking(byte[] pdf, PdfSource source, List<SignatureField> fields, X509Certificate2Collection? trusted)
    {
        private readonly List<string> reasons = [];
        private readonly ValidationData store = SecurityStore.Read(source);
        private List<X509Certificate2> heap = [];

        public SignatureReport Run()
        {
            var signatures = fields.Where(field => !field.IsTimestamp).ToList();
            var field = signatures[^1];
            if (signatures.Count > 1)
                reasons.Add($"The file has {signatures.Count} signatures; a report has one.");
            var report = new SignatureReport { IsReadable = true, Signatures = signatures.Count, SignedAt = field.SignedAt, Level = SignatureLevel.NotPades, IsCertified = field.Certifies(source) };
            if (field.Ranges() is not { } ranges)
                return report with { Reasons = ["The signature does not say properly what it covers.", .. reasons] };

            var end = ranges.SecondStart + ranges.SecondLength;
            var added = end == pdf.Length ? [] : LaterRevisions.Check(pdf, source, end, reasons);
            report = report with { CoversWholeFile = reasons.Count == 0 || end == pdf.Length, SignedLength = end, DocumentHash = Convert.ToHexStringLower(ranges.Hash(pdf, HashAlgorithmName.SHA256)) };
            try
            {
                return FoundSignature.Read(field.Message()) is { } found
                    ? Check(report, field, found, ranges, added)
                    : report with { Reasons = ["The signature has no single signer with a certificate.", .. reasons] };
            }
            catch (CryptographicException)
            {
                return report with { Reasons = ["The signature is damaged and cannot be read.", .. reasons] };
            }
        }

        private SignatureReport Check(SignatureReport report, SignatureField field, FoundSignature found, CoveredRanges ranges, IReadOnlyList<int> added)
        {
            heap = [.. found.Others, .. CertificatePath.Load(store.Certificates)];
            var isIntact = found.Hash is { } hash && found.IsOver(ranges.Hash(pdf, hash));
            if (!isIntact)
                reasons.Insert(0, "The file was changed after signing, or the signature is not the signer's.");
            var isPades = field.IsCades && found.NamesItsCertificate;
            if (!isPades)
                reasons.Add("The signature is not of PAdES form: it does not bind the signer's certificate.");
            if (found.Hash is null)
                reasons.Add("The signature uses a hash that is no longer safe.");

            var stamp = Stamp(found);
            CheckTime(report, found, stamp);
            var archive = Archive(added);
            if (added.Count > 0 && (archive.Count == 0 || archive[^1].End != pdf.Length))
            {
                reasons.Add("What was added after signing is not covered by a time-stamp over the whole file.");
                report = report with { CoversWholeFile = false };
            }

            var path = CertificatePath.From(found.Certificate, heap);
            var at = stamp?.At ?? report.SignedAt ?? found.Certificate.NotBefore;
            var revocation = Revocation(path, at);
            if (revocation == RevocationStatus.Revoked)
                reasons.Add("The signer's certificate, or one above it, was revoked before it signed.");
            var trust = Trust(path, at);
            if (trust == CertificateTrust.NotTrusted)
                reasons.Add("The signer's certificate does not lead to one that is trusted here.");
            var stampTrust = stamp is null ? CertificateTrust.NotChecked : Trust(stamp.Path, stamp.At);
            if (stampTrust == CertificateTrust.NotTrusted)
                reasons.Add("The time-stamp's certificate does not lead to one that is trusted here.");
            var last = archive.Count > 0 ? archive[^1].Stamp.Certificate : stamp?.Certificate ?? found.Certificate;
            return report with
            {
                IsIntact = isIntact,
                Signer = found.Certificate.Subject,
                Thumbprint = Convert.ToHexStringLower(SHA256.HashData(found.Certificate.RawData)),
                IsSelfSigned = found.Certificate.SubjectName.RawData.AsSpan().SequenceEqual(found.Certificate.IssuerName.RawData),
                Chain = [.. path.Select(link => link.Subject)],
                Trust = trust,
                StampedAt = stamp?.At,
                StampedBy = stamp?.Certificate.Subject,
                StampTrust = stampTrust,
                Revocation = revocation,
                ArchivedAt = [.. archive.Select(one => one.Stamp.At)],
                LastsUntil = last.NotAfter.ToUniversalTime(),
                Level = isPades ? Level(stamp, path, revocation, archive.Count) : SignatureLevel.NotPades,
                Reasons = reasons,
            };
        }

        private StampCheck? Stamp(FoundSignature found)
        {
            if (found.Stamps is not [var token, ..])
                return null;
            var stamp = StampCheck.Of(token, algorithm => CryptographicOperations.HashData(algorithm, found.Value), heap);
            if (stamp is null)
                reasons.Add("The time-stamp is not genuine: it is of something else than this signature, or not signed by a certificate for time-stamps.");
            return stamp;
        }

        private void CheckTime(SignatureReport report, FoundSignature found, StampCheck? stamp)
        {
            if (report.SignedAt is null)
                reasons.Add("The signature does not say when it was made.");
            else if (stamp is not null && report.SignedAt > stamp.At + Skew)
                reasons.Add("The signature claims to be younger than its time-stamp.");
            if ((stamp?.At ?? report.SignedAt) is { } at && (at < found.Certificate.NotBefore || at > found.Certificate.NotAfter))
                reasons.Add(stamp is null ? "The signer's certificate was not valid at the time that the signature claims." : "The signer's certificate was not valid at the time of the time-stamp.");
        }

        /// <summary>The document time-stamps behind the signature, each over the whole file as it was then (ETSI EN 319 142-1, 5.4.3).</summary>
        private List<(StampCheck Stamp, int End)> Archive(IReadOnlyList<int> ends)
        {
            var found = new List<(StampCheck, int)>();
            foreach (var field in fields.Where(field => field.IsTimestamp))
            {
                var ranges = field.Ranges();
                var end = ranges is { } covered ? covered.SecondStart + covered.SecondLength : 0;
                var stamp = ranges is not null && ends.Contains(end) ? Read(field, ranges) : null;
                if (stamp is null || (found.Count > 0 && found[^1].Item2 >= end))
                    reasons.Add("An archive time-stamp is not genuine, or does not cover the file as it was when it was made.");
                else
                    found.Add((stamp, end));
            }

            return found;
        }

        private StampCheck? Read(SignatureField field, CoveredRanges ranges)
        {
            try
            {
                return StampCheck.Of(field.Message(), algorithm => ranges.Hash(pdf, algorithm), heap);
            }
            catch (CryptographicException)
            {
                return null;
            }
        }

        private RevocationStatus Revocation(IReadOnlyList<X509Certificate2> path, DateTimeOffset at) => new RevocationCheck(store).Of(path, at);

        private SignatureLevel Level(StampCheck? stamp, IReadOnlyList<X509Certificate2> path, RevocationStatus revocation, int archived)
        {
            if (stamp is null)
                return SignatureLevel.BaselineB;
            var ofStamp = Revocation(stamp.Path, stamp.At);
            var isComplete = !store.IsEmpty && revocation == RevocationStatus.Good && CertificatePath.IsSelfIssued(path[^1])
                && CertificatePath.IsSelfIssued(stamp.Path[^1]) && ofStamp == RevocationStatus.Good;
            if (ofStamp == RevocationStatus.Revoked)
                reasons.Add("The time-stamp's certificate, or one above it, was revoked before it stamped.");
            return (isComplete, archived) switch
            {
                (false, _) => SignatureLevel.BaselineT,
                (_, 0) => SignatureLevel.BaselineLT,
                _ => SignatureLevel.BaselineLTA,
            };
        }

        private CertificateTrust Trust(IReadOnlyList<X509Certificate2> path, DateTimeOffset at)
        {
            if (trusted is null)
                return CertificateTrust.NotChecked;
            if (trusted.Any(known => CertificatePath.Same(known, path[0])))
                return CertificateTrust.Trusted;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
            chain.ChainPolicy.ExtraStore.AddRange((X509Certificate2[])[.. path, .. heap]);
            // What the file says about revocation is looked at apart, since the platform would ask the network.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            // The certificate must have been good when it signed; today it may have run out.
            chain.ChainPolicy.VerificationTime = at.UtcDateTime;
            return chain.Build(path[0]) ? CertificateTrust.Trusted : CertificateTrust.NotTrusted;
        }
    }
}
