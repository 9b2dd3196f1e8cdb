using System.Globalization;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Line breaking against every case of the conformance file of its version.</summary>
public sealed class BreakingText
{
    [Fact]
    public void Agrees_with_every_case_of_LineBreakTest()
    {
        var cases = 0;
        var wrong = new List<string>();
        foreach (var line in UnicodeFiles.Lines("LineBreakTest.txt"))
        {
            // × 0023 × 0020 ÷ 0023 ÷: a sign before each character and one at the end.
            var parts = line.Split(' ');
            var text = "";
            var expected = new List<bool>();
            for (var i = 0; i + 1 < parts.Length; i += 2)
            {
                var character = char.ConvertFromUtf32(int.Parse(parts[i + 1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                text += character;
                expected.Add(parts[i] == "÷");
                if (character.Length == 2)
                    expected.Add(false);
            }

            var breaks = new bool[text.Length];
            LineBreaks.Find(text, breaks);
            if (!expected.SequenceEqual(breaks))
                wrong.Add(line);
            cases++;
        }

        Assert.Empty(wrong);
        Assert.Equal(7_654, cases);
    }

    [Fact]
    public void Takes_time_in_proportion_to_the_length()
    {
        foreach (var piece in (string[])["$(\u0301\u0301", "\" ", "(  ", "1,", "\u200B ", "\U0001F1E6", "a\u0301"])
        {
            var text = string.Concat(Enumerable.Repeat(piece, 200_000));
            var before = Environment.CpuUsage.TotalTime;

            LineBreaks.Find(text, new bool[text.Length]);

            Assert.True(Environment.CpuUsage.TotalTime - before < TimeSpan.FromSeconds(10), $"{piece}: {Environment.CpuUsage.TotalTime - before}");
        }
    }
}
