using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseDesk.Ledger;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseDesk.Pipeline;

/// <summary>One column of a row that matters, and how its values are written: the same from a tracked entity as from the database, on both of them.</summary>
internal sealed class RowColumn
{
    // Integers above have no one form in JSON; they are written as text.
    private const long MostExact = (1L << 53) - 1;
    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private readonly ValueConverter? converter;
    private readonly Type clr;
    private readonly bool isSecret;

    public RowColumn(IProperty property, string name, bool secret)
    {
        (Property, Name, isSecret) = (property, name, secret);
        converter = property.GetTypeMapping().Converter;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        clr = type == typeof(DateTimeOffset) ? type : converter?.ProviderClrType is { } stored ? Nullable.GetUnderlyingType(stored) ?? stored : type;
    }

    public IProperty Property { get; }

    public string Name { get; }

    /// <summary>The value of an entity as the provider sends it.</summary>
    public object? Sent(object? value) => value is null || converter is null ? value : converter.ConvertToProvider(value);

    /// <param name="value">As the provider sends or reads it.</param>
    public void Write(StringBuilder json, object? value)
    {
        if (value is null or DBNull)
        {
            json.Append("null");
        }
        else if (isSecret)
        {
            var plain = new StringBuilder();
            WriteValue(plain, value);
            json.Append('"').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain.ToString())))).Append('"');
        }
        else
        {
            WriteValue(json, value);
        }
    }

    private void WriteValue(StringBuilder json, object value)
    {
        switch (value)
        {
            case string text when clr == typeof(string) || clr == typeof(DateOnly):
                CanonicalJson.Quote(json, text);
                break;
            // SQLite keeps an identifier as text in capitals. Another spelling is another row to it.
            case string text when clr == typeof(Guid) && Guid.TryParseExact(text, "D", out var id) && !text.Any(char.IsAsciiLetterLower):
                json.Append('"').Append(id.ToString()).Append('"');
                break;
            case Guid id when clr == typeof(Guid):
                json.Append('"').Append(id.ToString()).Append('"');
                break;
            case long ticks when clr == typeof(DateTimeOffset) && ticks is >= 0 and <= 3155378975999999999:
                Instant(json, ticks);
                break;
            case DateTimeOffset at when clr == typeof(DateTimeOffset):
                Instant(json, at.UtcTicks);
                break;
            case DateTime at when clr == typeof(DateTimeOffset):
                Instant(json, at.Ticks);
                break;
            case DateOnly day when clr == typeof(DateOnly):
                json.Append('"').Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append('"');
                break;
            case DateTime day when clr == typeof(DateOnly) && day.TimeOfDay == default:
                json.Append('"').Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append('"');
                break;
            case bool flag when clr == typeof(bool):
                json.Append(flag ? "true" : "false");
                break;
            case long and (0 or 1) when clr == typeof(bool):
                json.Append((long)value == 1 ? "true" : "false");
                break;
            case int or long when clr == typeof(int) || clr == typeof(long):
                Integer(json, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes when clr == typeof(byte[]):
                json.Append('"').Append(Convert.ToBase64String(bytes)).Append('"');
                break;
            default:
                // No desk wrote this: SQLite takes any type in any column. A list stands for it, which no value is.
                json.Append('[');
                CanonicalJson.Quote(json, value.GetType().Name);
                json.Append(',');
                CanonicalJson.Quote(json, value is byte[] raw ? Convert.ToHexStringLower(raw) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                json.Append(']');
                break;
        }
    }

    private static void Instant(StringBuilder json, long ticks) =>
        json.Append('"').Append(new DateTime(ticks, DateTimeKind.Utc).ToString(InstantForm, CultureInfo.InvariantCulture)).Append('"');

    private static void Integer(StringBuilder json, long number)
    {
        if (number is >= -MostExact and <= MostExact) json.Append(CultureInfo.InvariantCulture, $"{number}");
        else json.Append(CultureInfo.InvariantCulture, $"\"{number}\"");
    }
}
