using System.Text;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class ReadingBlocks
{
    /// <summary>Gives few bytes at a time, as pipes and archives do.</summary>
    private sealed class Drip(byte[] content, int most) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Gives_the_same_lines_however_the_bytes_arrive(int most)
    {
        var lengths = Enumerable.Range(0, 200).Select(i => i * 37 % 61).ToList();
        var text = string.Join('\n', lengths.Select((n, i) => new string((char)('a' + i % 26), n)));
        var reader = new LineReader(new BlockReader(new Drip(Encoding.ASCII.GetBytes(text), most), 50));

        var found = new List<string>();
        var offsets = new List<long>();
        while (reader.TryNext(out var line))
        {
            found.Add(line.TooLong ? "too long" : Encoding.ASCII.GetString(line.Bytes.Span));
            offsets.Add(line.Offset);
        }

        Assert.Equal(lengths.Count, found.Count);
        var at = 0L;
        for (var i = 0; i < lengths.Count; i++)
        {
            // A line that just fills the bound may be told either way.
            if (lengths[i] != 50 && lengths[i] != 49)
                Assert.Equal(lengths[i] > 50 ? "too long" : new string((char)('a' + i % 26), lengths[i]), found[i]);
            Assert.Equal(at, offsets[i]);
            at += lengths[i] + 1;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Gives_the_same_csv_records_however_the_bytes_arrive(int most)
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},\"a \"\"{i}\"\"\r\nb,\n\"\r\nplain{i},\n"));
        var blocks = new BlockReader(new Drip(Encoding.ASCII.GetBytes(text), most), 4096);
        var reader = new CsvReader(blocks, new LineReader(blocks));

        var records = new List<string>();
        while (reader.TryNext(out var record, out _, out var broken))
        {
            Assert.False(broken);
            records.Add(Encoding.ASCII.GetString(record.Bytes.Span));
        }

        Assert.Equal(Enumerable.Range(0, 100).SelectMany(i => new[] { $"{i},\"a \"\"{i}\"\"\r\nb,\n\"", $"plain{i}," }), records);
    }

    [Fact]
    public void Never_says_of_a_subjects_record_that_it_cannot_be_the_subjects()
    {
        Assert.True(May("ip", "192.0.2.7", SourceFormat.Combined, "x 192.0.2.7 x"));
        Assert.True(May("ip", "192.0.2.7", SourceFormat.Combined, "::fFfF:c000:207"));
        Assert.True(May("ip", "2001:db8::1", SourceFormat.Combined, "2001:0DB8:0:0:0:0:0:1"));
        Assert.True(May("account", "acct-0001", SourceFormat.Jsonl, "{\"a\":\"\\u0061cct-0001\"}"));
        Assert.True(May("email", "ann.other@example.com", SourceFormat.Csv, "ann.other@EXAMPLE.com"));
        Assert.True(May("phone", "+14155550123", SourceFormat.Csv, "+1 415 555 0123"));
        Assert.True(May("device", "ü", SourceFormat.Csv, "x"));
        Assert.False(May("ip", "192.0.2.7", SourceFormat.Combined, "198.51.100.1"));
        Assert.False(May("account", "acct-0001", SourceFormat.Jsonl, "{\"a\":\"acct-0002\"}"));
        // No character of the account can be hidden in these.
        Assert.False(May("account", "acct-0001", SourceFormat.Jsonl, "{\"a\":\"acct-0002\",\"h\":\"\\u002B1415\\u0022\\u00e4\"}"));
        Assert.True(May("account", "acct-0001", SourceFormat.Jsonl, "{\"a\":\"acct\\u002D0001\"}"));
        Assert.True(May("account", "acct-0001", SourceFormat.Jsonl, "{\"a\":\"acct-000\\u00"));
        Assert.True(May("ip", "192.0.2.7", SourceFormat.Jsonl, "{\"a\":\"::\\u0046fff:c000:207\"}"));
        for (var one = 0; one < "ann@example.com".Length; one++)
            Assert.True(May("email", "ann@example.com", SourceFormat.Jsonl, string.Concat("ann@example.com".Select((c, i) => i == one || i % 3 == one % 3 ? $"\\u{(int)c:x4}" : $"{c}"))));

        static bool May(string type, string value, SourceFormat format, string record) =>
            new SubjectFilter(Sample.AccessLog with { Format = format }, [new PlannedSubject(type, value, "x")]).MayConcern(Encoding.UTF8.GetBytes(record));
    }

    // Every place of a needle at every length near the width of a step, and beyond: what ends a step must not end the search.
    [Fact]
    public void Finds_a_needle_wherever_it_stands()
    {
        var search = new NeedleSearch([new Needle("acct-0001"u8.ToArray(), true), new Needle("\\u00"u8.ToArray(), false), new Needle("ffff"u8.ToArray(), true)]);
        foreach (var needle in new[] { "ACCT-0001"u8.ToArray(), "\\u00"u8.ToArray() })
        {
            for (var length = needle.Length; length < 300; length++)
            {
                for (var at = 0; at + needle.Length <= length; at++)
                {
                    var data = new byte[length];
                    data.AsSpan().Fill((byte)'.');
                    needle.CopyTo(data, at);

                    Assert.Equal((length, at), (length, search.IndexOf(data)));
                }
            }
        }
    }
}
