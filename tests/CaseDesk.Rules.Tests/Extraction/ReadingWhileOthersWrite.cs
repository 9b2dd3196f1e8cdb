using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class ReadingWhileOthersWrite
{
    [Fact]
    public void Reads_the_bytes_of_the_opening_and_tells_of_growth()
    {
        using var sample = new Sample();
        var path = sample.Put("a.log", "one\n");
        using var file = SourceFile.Open("s", sample.Logs, "a.log");

        File.AppendAllText(path, "two\n");

        Assert.True(file.HasGrown());
        Assert.Equal("one\n", ReadAll(file));
        Assert.Equal((true, Hash("one\n")), (file.Finish(SourceCompression.None), file.Sha256()));
    }

    [Fact]
    public void Tells_of_no_growth_where_there_is_none()
    {
        using var sample = new Sample();
        sample.Put("a.log", "one\n");
        using var file = SourceFile.Open("s", sample.Logs, "a.log");

        Assert.Equal("one\n", ReadAll(file));

        Assert.Equal((false, Hash("one\n")), (file.Finish(SourceCompression.None), file.Sha256()));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("rewritten")]
    [InlineData("rewritten, and its time put back")]
    [InlineData("replaced")]
    [InlineData("replaced by a longer one")]
    [InlineData("removed")]
    public void Fails_when_the_file_is_not_the_same_afterwards(string what)
    {
        using var sample = new Sample();
        var path = sample.Put("a.log", "one\n");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var file = SourceFile.Open("s", sample.Logs, "a.log");
        ReadAll(file);

        switch (what)
        {
            case "cut":
                using (var other = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    other.SetLength(2);
                break;
            case "rewritten" or "rewritten, and its time put back":
                using (var other = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    other.Write("eno\n"u8);
                if (what != "rewritten")
                    File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
            case "removed":
                File.Delete(path);
                break;
            default:
                var fresh = sample.Put("b.log", what == "replaced" ? "one\n" : "one\ntwo\n");
                File.Move(fresh, path, overwrite: true);
                break;
        }

        Assert.Equal(Reasons.SourceChanged, Assert.Throws<SourceException>(() => file.Finish(SourceCompression.None)).Reason);
    }

    [Fact]
    public void Fails_when_an_archive_grows()
    {
        using var sample = new Sample();
        var path = sample.Put("a.gz", "");
        using (var gzip = new System.IO.Compression.GZipStream(File.OpenWrite(path), System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write("one\n"u8);
        using var file = SourceFile.Open("s", sample.Logs, "a.gz");
        using (var content = file.Content(SourceCompression.Gzip, Taken.ChecksumAndSha256))
            content.CopyTo(Stream.Null);

        File.AppendAllText(path, "more");

        Assert.Equal(Reasons.SourceChanged, Assert.Throws<SourceException>(() => file.Finish(SourceCompression.Gzip)).Reason);
    }

    [Fact]
    public void Takes_no_half_written_last_line_for_a_record()
    {
        const string Whole = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 12\n";
        var format = new CombinedFormat(SourceEncoding.Utf8);
        var judge = new RecordJudge(format, _ => null);
        var pass = new FilePass(Sample.AccessLog, "a.log", format, [], SubjectFilter.PassAll, judge, () => { });

        pass.Run(new MemoryStream(Encoding.ASCII.GetBytes(Whole + Whole[..^2])), () => true);

        Assert.Equal([Reasons.RejectedIncomplete], judge.DamagedListed.Select(r => r.Reason));
        Assert.Equal((2, 1, false), (pass.Records, judge.Damaged, pass.EndsOpen));
    }

    private static string ReadAll(SourceFile file)
    {
        using var reader = new StreamReader(file.Content(SourceCompression.None, Taken.ChecksumAndSha256));
        return reader.ReadToEnd();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
