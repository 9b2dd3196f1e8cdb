using System.Text;

namespace CaseDesk.Pdf.Text;

/// <summary>
/// Where a line may break (UAX 14, version 15.0). Numbers are kept together by the regular expression of section 8.2,
/// example 7, as the conformance test of that version wants it.
/// </summary>
internal static class LineBreaks
{
    /// <summary>Marks the places of a text where a line may or must break before the character.</summary>
    /// <param name="breaks">As long as the text. The first is never marked.</param>
    public static void Find(ReadOnlySpan<char> text, Span<bool> breaks)
    {
        breaks.Clear();
        var state = new State();
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out var length);
            var kind = CharacterClasses.Line(rune.Value);
            breaks[i] = state.BreaksBefore(kind, text[(i + length)..]) && i > 0;
            i += length;
        }
    }

    private static LineClass NextBase(ReadOnlySpan<char> rest)
    {
        while (Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            var kind = CharacterClasses.Line(rune.Value);
            if (kind is not (LineClass.CM or LineClass.ZWJ))
                return kind;
            rest = rest[length..];
        }

        return LineClass.BK;
    }

    /// <summary>What the rules look back at.</summary>
    private struct State
    {
        // The last character with its marks; what stood before it; and the last that is no space.
        private LineClass last = LineClass.BK;
        private LineClass beforeLast = LineClass.BK;
        private LineClass lastInk = LineClass.BK;
        private bool isStarted;
        private bool isAfterJoiner;
        private bool isOddIndicator;
        private Number number;

        public State()
        {
        }

        public bool BreaksBefore(LineClass kind, ReadOnlySpan<char> rest)
        {
            // LB9: a mark belongs to its base. LB10: without one it is a letter.
            if (kind is LineClass.CM or LineClass.ZWJ)
            {
                var isJoiner = kind == LineClass.ZWJ;
                if (isStarted && last is not (LineClass.BK or LineClass.CR or LineClass.LF or LineClass.NL or LineClass.SP or LineClass.ZW))
                {
                    isAfterJoiner = isJoiner;
                    return false;
                }

                var breaks = Decide(LineClass.AL, rest);
                Remember(LineClass.AL);
                isAfterJoiner = isJoiner;
                return breaks;
            }

            var result = Decide(kind, rest);
            Remember(kind);
            isAfterJoiner = false;
            return result;
        }

        private void Remember(LineClass kind)
        {
            isStarted = true;
            beforeLast = last;
            last = kind;
            if (kind != LineClass.SP)
                lastInk = kind;
            isOddIndicator = kind == LineClass.RI && !isOddIndicator;
            number = kind switch
            {
                LineClass.NU => Number.Digits,
                LineClass.SY or LineClass.IS when number == Number.Digits => Number.Digits,
                LineClass.CL or LineClass.CP or LineClass.CPWide when number == Number.Digits => Number.Closed,
                _ => Number.None,
            };
        }

        private readonly bool Decide(LineClass next, ReadOnlySpan<char> rest)
        {
            // LB4, LB5, LB6.
            if (last is LineClass.BK or LineClass.LF or LineClass.NL)
                return true;
            if (last == LineClass.CR)
                return next != LineClass.LF;
            if (next is LineClass.BK or LineClass.CR or LineClass.LF or LineClass.NL)
                return false;
            // LB7, LB8, LB8a.
            if (next is LineClass.SP or LineClass.ZW)
                return false;
            if (lastInk == LineClass.ZW)
                return true;
            if (isAfterJoiner)
                return false;
            // LB11, LB12, LB12a.
            if (next == LineClass.WJ || last is LineClass.WJ or LineClass.GL)
                return false;
            if (next == LineClass.GL && last is not (LineClass.SP or LineClass.BA or LineClass.HY))
                return false;
            // LB13.
            if (next is LineClass.CL or LineClass.CP or LineClass.CPWide or LineClass.EX or LineClass.IS or LineClass.SY)
                return false;
            // LB14 to LB17 look through spaces.
            if (IsOpening(lastInk))
                return false;
            if (lastInk == LineClass.QU && IsOpening(next))
                return false;
            if (next == LineClass.NS && lastInk is LineClass.CL or LineClass.CP or LineClass.CPWide)
                return false;
            if (lastInk == LineClass.B2 && next == LineClass.B2)
                return false;
            // LB18.
            if (last == LineClass.SP)
                return true;
            return !IsHeld(next, rest);
        }

        /// <summary>LB19 to LB30b: whether two characters without a space between them hold together.</summary>
        private readonly bool IsHeld(LineClass next, ReadOnlySpan<char> rest)
        {
            // LB19, LB20.
            if (next == LineClass.QU || last == LineClass.QU)
                return true;
            if (next == LineClass.CB || last == LineClass.CB)
                return false;
            // LB21, LB21a, LB21b, LB22.
            if (next is LineClass.BA or LineClass.HY or LineClass.NS || last == LineClass.BB)
                return true;
            if (beforeLast == LineClass.HL && last is LineClass.HY or LineClass.BA)
                return true;
            if (last == LineClass.SY && next == LineClass.HL)
                return true;
            if (next == LineClass.IN)
                return true;
            // LB23, LB23a, LB24.
            if (IsLetter(last) && next == LineClass.NU || last == LineClass.NU && IsLetter(next))
                return true;
            if (last == LineClass.PR && IsIdeograph(next) || IsIdeograph(last) && next == LineClass.PO)
                return true;
            if (IsAffix(last) && IsLetter(next) || IsLetter(last) && IsAffix(next))
                return true;
            // LB25.
            if (number == Number.Digits && (next is LineClass.NU or LineClass.PO or LineClass.PR) || number == Number.Closed && IsAffix(next))
                return true;
            if (next == LineClass.NU && (IsAffix(last) || last == LineClass.HY))
                return true;
            if (IsAffix(last) && (IsOpening(next) || next == LineClass.HY) && NextBase(rest) == LineClass.NU)
                return true;
            // LB26, LB27.
            if (last == LineClass.JL && next is LineClass.JL or LineClass.JV or LineClass.H2 or LineClass.H3)
                return true;
            if (last is LineClass.JV or LineClass.H2 && next is LineClass.JV or LineClass.JT)
                return true;
            if (last is LineClass.JT or LineClass.H3 && next == LineClass.JT)
                return true;
            if (IsHangul(last) && next == LineClass.PO || last == LineClass.PR && IsHangul(next))
                return true;
            // LB28, LB29, LB30.
            if ((IsLetter(last) || last == LineClass.IS) && IsLetter(next))
                return true;
            if ((IsLetter(last) || last == LineClass.NU) && next == LineClass.OP || last == LineClass.CP && (IsLetter(next) || next == LineClass.NU))
                return true;
            // LB30a, LB30b.
            if (last == LineClass.RI && next == LineClass.RI)
                return isOddIndicator;
            return next == LineClass.EM && last is LineClass.EB or LineClass.IDUnassigned;
        }

        private static bool IsOpening(LineClass kind) => kind is LineClass.OP or LineClass.OPWide;

        private static bool IsLetter(LineClass kind) => kind is LineClass.AL or LineClass.HL;

        private static bool IsIdeograph(LineClass kind) => kind is LineClass.ID or LineClass.IDUnassigned or LineClass.EB or LineClass.EM;

        private static bool IsAffix(LineClass kind) => kind is LineClass.PR or LineClass.PO;

        private static bool IsHangul(LineClass kind) => kind is LineClass.JL or LineClass.JV or LineClass.JT or LineClass.H2 or LineClass.H3;

        private enum Number : byte
        {
            None,
            Digits,
            Closed,
        }
    }
}
