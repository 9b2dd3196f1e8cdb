using PhoneNumbers;

namespace CaseDesk.Features.Requests;

/// <summary>E.164 by Google's tables; a number without its country code is nobody's number.</summary>
internal static class PhoneNumber
{
    public static bool TryParse(string? text, out string e164)
    {
        e164 = "";
        if (text is not { Length: > 3 and <= 40 } || !text.TrimStart().StartsWith('+')) return false;
        try
        {
            var util = PhoneNumberUtil.GetInstance();
            var number = util.Parse(text, null);
            if (number.HasExtension || !util.IsPossibleNumber(number)) return false;
            e164 = util.Format(number, PhoneNumberFormat.E164);
            return true;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
