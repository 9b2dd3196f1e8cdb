using System.Globalization;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The bidirectional algorithm against every case of the conformance files of its version.</summary>
public sealed class OrderingText
{
    private static readonly Dictionary<string, int> OneOfEachClass = Enum.GetNames<BidiClass>().ToDictionary(name => name,
        name => Enumerable.Range(1, 0x2100).First(scalar => CharacterClasses.Bracket(scalar) is null && CharacterClasses.Bidi(scalar).ToString() == name));

    [Fact]
    public void Agrees_with_every_case_of_BidiCharacterTest()
    {
        var cases = 0;
        foreach (var line in UnicodeFiles.Lines("BidiCharacterTest.txt"))
        {
            var fields = line.Split(';');
            var text = fields[0].Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            var paragraph = fields[1] == "2" ? Bidi.FirstStrong(text, 0) : byte.Parse(fields[1], CultureInfo.InvariantCulture);

            Assert.Equal(fields[2], paragraph.ToString(CultureInfo.InvariantCulture));
            Check(text, paragraph, fields[3], fields[4], line);
            cases++;
        }

        Assert.Equal(91_707, cases);
    }

    [Fact]
    public void Agrees_with_every_case_of_BidiTest()
    {
        string levels = "", order = "";
        var cases = 0;
        foreach (var line in UnicodeFiles.Lines("BidiTest.txt"))
        {
            if (line.StartsWith("@Levels:", StringComparison.Ordinal))
            {
                levels = line[8..].Trim();
            }
            else if (line.StartsWith("@Reorder:", StringComparison.Ordinal))
            {
                order = line[9..].Trim();
            }
            else
            {
                var fields = line.Split(';');
                var text = fields[0].Split(' ').Select(name => OneOfEachClass[name]).ToArray();
                var directions = int.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                // Bit 1: by the first strong character; bit 2: left to right; bit 3: right to left.
                for (var bit = 0; bit < 3; bit++)
                {
                    if ((directions & 1 << bit) == 0)
                        continue;
                    Check(text, bit == 0 ? Bidi.FirstStrong(text, 0) : (byte)(bit - 1), levels, order, line);
                    cases++;
                }
            }
        }

        Assert.Equal(770_241, cases);
    }

    [Fact]
    public void Takes_time_in_proportion_to_the_length()
    {
        // Brackets, isolates and numbers, nested and in a row: what would cost a bad implementation the square.
        foreach (var piece in (string[])["(\u05D0", "\u2068a", "((((a))))", "\u2067\u2066", "1,\u0661.", "\u202E(", ")\u05D0("])
        {
            var text = string.Concat(Enumerable.Repeat(piece, 200_000)).Select(unit => (int)unit).ToArray();
            var before = Environment.CpuUsage.TotalTime;

            Bidi.Levels(text, 1);

            Assert.True(Environment.CpuUsage.TotalTime - before < TimeSpan.FromSeconds(20), $"{piece}: {Environment.CpuUsage.TotalTime - before}");
        }
    }

    private static void Check(int[] text, byte paragraph, string levels, string order, string line)
    {
        var found = Bidi.Levels(text, paragraph);
        Bidi.ResetWhitespace(text, found, paragraph);
        var said = string.Join(' ', found.Select(level => level == Bidi.Removed ? "x" : level.ToString(CultureInfo.InvariantCulture)));
        if (said != levels)
            Assert.Fail($"{line}\nexpected {levels}\nfound    {said}");

        var shown = Enumerable.Range(0, found.Length).Where(i => found[i] != Bidi.Removed).ToArray();
        var saidOrder = string.Join(' ', Bidi.VisualOrder([.. shown.Select(i => found[i])]).Select(i => shown[i]));
        if (saidOrder != order)
            Assert.Fail($"{line}\nexpected order {order}\nfound          {saidOrder}");
    }
}
