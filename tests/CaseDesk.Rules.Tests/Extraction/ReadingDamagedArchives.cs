using System.IO.Compression;
using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class ReadingDamagedArchives
{
    private const string First = "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0001\",\"note\":1}\n";
    private const string Second = "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0001\",\"note\":2}\n";
    private const string Canary = "CANARY-other-people";

    public static TheoryData<SourceCompression> Packings => [SourceCompression.Gzip, SourceCompression.Zstd];

    // Hundreds of cuts: a worker for each would take minutes, and it reads archives by this class alone.
    [Theory]
    [MemberData(nameof(Packings))]
    public void Is_noticed_at_every_length_but_a_members_end(SourceCompression packing)
    {
        using var sample = new Sample();
        byte[] one = Pack(packing, First), both = [.. one, .. Pack(packing, Second)];

        for (var length = 0; length <= both.Length; length++)
        {
            sample.Put("a", both[..length]);
            // What ends where a member ends is whole as far as any reader can tell: size and hash in the manifest are what shows it.
            var sound = length == one.Length || length == both.Length;
            Assert.Equal((length, sound ? First + (length == both.Length ? Second : "") : Reasons.SourceDamaged), (length, Read(sample, packing)));
        }
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void Is_noticed_by_any_bytes_behind_it(SourceCompression packing)
    {
        using var sample = new Sample();
        var whole = Pack(packing, First);
        foreach (var rubbish in new byte[] { 0, 0x0A, (byte)'x', 0x1F, 0x28, 0xFF })
        {
            // Of one byte behind a gzip member, too short to be told from the start of another, the runtime says nothing; no record is in it.
            for (var length = packing == SourceCompression.Gzip ? 2 : 1; length <= 40; length++)
            {
                sample.Put("a", [.. whole, .. Enumerable.Repeat(rubbish, length)]);

                Assert.Equal((rubbish, length, Reasons.SourceDamaged), (rubbish, length, Read(sample, packing)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void Is_noticed_by_one_wrong_bit(SourceCompression packing)
    {
        using var sample = new Sample();
        var whole = Pack(packing, First + Second);
        for (var at = 0; at < whole.Length; at++)
        {
            // RFC 1952, 2.3.1: the time, the flags of the compressor, the system that packed it and whether it may be text say nothing about the content.
            if (packing == SourceCompression.Gzip && at is >= 3 and <= 9)
                continue;
            var broken = whole.ToArray();
            broken[at] ^= 0x10;
            sample.Put("a", broken);

            var read = Read(sample, packing);
            Assert.True(read is Reasons.SourceDamaged or First + Second, $"byte {at}: {read}");
        }
    }

    [Theory]
    [InlineData(SourceCompression.Gzip, "cut")]
    [InlineData(SourceCompression.Gzip, "bytes behind it")]
    [InlineData(SourceCompression.Zstd, "cut")]
    [InlineData(SourceCompression.Zstd, "bytes behind it")]
    [InlineData(SourceCompression.Zstd, "a window larger than memory")]
    [InlineData(SourceCompression.Zstd, "a content larger than memory")]
    [InlineData(SourceCompression.Zstd, "not zstd")]
    [InlineData(SourceCompression.Zstd, "empty")]
    public async Task Fails_the_job_and_stores_nothing(SourceCompression packing, string damage)
    {
        using var sample = new Sample();
        var whole = Pack(packing, First + Canary + "\n" + Second);
        byte[] broken = damage switch
        {
            "cut" => whole[..^3],
            "bytes behind it" => [.. whole, (byte)'x', (byte)'x'],
            // RFC 8878, 3.1.1: no checksum, no content size; a window of 2^31 bytes (zstd --long=31), then one raw block.
            "a window larger than memory" => [0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 0x09, 0x00, 0x00, (byte)'x'],
            // A single segment of 2^40 bytes, which would be the window too.
            "a content larger than memory" => [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 1, 0, 0, 0x09, 0x00, 0x00, (byte)'x'],
            "not zstd" => Encoding.ASCII.GetBytes(First + Canary),
            _ => [],
        };
        sample.Put("a", broken);

        var outcome = await sample.Run(Sample.Plan(Account(packing)));

        Assert.Equal((ExtractionState.Failed, Reasons.SourceDamaged), (outcome.State, outcome.Reason));
        Assert.DoesNotContain(Canary, outcome.Message, StringComparison.Ordinal);
        sample.AssertNothingStored();
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task That_unpacks_to_ten_gigabytes_meets_the_time_limit_in_little_memory(SourceCompression packing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        using var sample = new Sample();
        // Members of 100 MB without a newline, a hundred of them: one line of ten gigabytes.
        var member = Pack(packing, new string('x', 100_000_000));
        using (var file = File.Create(sample.Put("a", [])))
        {
            for (var n = 0; n < 100; n++)
                file.Write(member);
        }

        var (outcome, peak) = await RunningWorkers.WithPeak(sample.Run(Sample.Plan(Account(packing)), limits: Sample.Limits with { WallTime = TimeSpan.FromSeconds(3) }));

        // A machine that reads ten gigabytes in three seconds has read one line, which is too long to be a record.
        Assert.Contains(outcome.Reason, new[] { Reasons.TimeLimit, Reasons.SourceUnparseable });
        Assert.InRange(peak, 1, 256L * 1024 * 1024);
        sample.AssertNothingStored();
    }

    private static PlannedRead Account(SourceCompression packing) =>
        Sample.Read(Sample.LookupLog with { Location = "a", Compression = packing }, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "note");

    private static string Read(Sample sample, SourceCompression packing)
    {
        try
        {
            using var file = SourceFile.Open("s", sample.Logs, "a");
            using var content = new MemoryStream();
            var unpacked = file.Content(packing, Taken.ChecksumAndSha256);
            var block = new byte[4096];
            // As the worker reads: copying has a way of its own to the end.
            for (var read = unpacked.Read(block); read > 0; read = unpacked.Read(block))
                content.Write(block, 0, read);
            file.Finish(packing);
            return Encoding.UTF8.GetString(content.ToArray());
        }
        catch (InvalidDataException)
        {
            // What the worker says of it.
            return Reasons.SourceDamaged;
        }
        catch (SourceException damaged)
        {
            return damaged.Reason;
        }
    }

    private static byte[] Pack(SourceCompression packing, string text)
    {
        using var output = new MemoryStream();
        using (Stream packed = packing == SourceCompression.Gzip ? new GZipStream(output, CompressionLevel.Fastest) : Checked(output))
            packed.Write(Encoding.ASCII.GetBytes(text));
        return output.ToArray();
    }

    private static ZstdSharp.CompressionStream Checked(Stream output)
    {
        var packed = new ZstdSharp.CompressionStream(output, 1);
        packed.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packed;
    }
}
