using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Loop.Json;

/// <summary>
/// Floating-point numbers as serde_json writes them: the fewest digits that read back the same, always with a point or an
/// exponent (<c>37.0</c>, <c>1.5e-7</c>, <c>1e16</c>).
/// </summary>
/// <remarks>
/// Source: the layout rules of the ryu crate, <c>pretty::format64</c>, by which serde_json wrote numbers up to 1.0.146. From 1.0.147 on it writes
/// <c>1e+16</c>, which is the same number.
/// </remarks>
public static class AgentNumbers
{
    public static string Format(double value) => Layout(ShortestOf(value, 17), -5, 16);

    public static string Format(float value) => Layout(ShortestOf(value, 9), -6, 13);

    // .NET's shortest form of some powers of two reads back as their neighbour (10.0.12: of 2^-25 and 2^-958). So it is read back, and
    // where it is wrong, the value is written in more and more digits until it is right.
    private static string ShortestOf<T>(T value, int enoughDigits)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        for (
            var digits = shortest.Count(char.IsAsciiDigit);
            !ReadsBack(shortest, value) && digits <= enoughDigits;
            digits++
        )
            shortest = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return ReadsBack(shortest, value) ? shortest : value.ToString($"G{enoughDigits}", CultureInfo.InvariantCulture);
    }

    private static bool ReadsBack<T>(string text, T value)
        where T : IBinaryFloatingPointIeee754<T> => T.Parse(text, CultureInfo.InvariantCulture).Equals(value);

    // .NET's shortest form has the right digits, but other rules for when to use an exponent.
    private static string Layout(string shortest, int tooSmall, int largestPlain)
    {
        var sign = shortest.StartsWith('-') ? "-" : "";
        var number = shortest[sign.Length..].Split('E');
        var parts = number[0].Split('.');
        var fraction = parts.Length > 1 ? parts[1] : "";
        var all = parts[0] + fraction;
        var digits = all.TrimStart('0');
        // The value is 0.DIGITS times ten to the power of this.
        var magnitude =
            digits.Length
            - fraction.Length
            + (number.Length > 1 ? int.Parse(number[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        if (digits.Length == 0)
            return sign + "0.0";
        if (magnitude > largestPlain || magnitude <= tooSmall)
            return sign + Scientific(digits, magnitude - 1);
        if (magnitude <= 0)
            return $"{sign}0.{new string('0', -magnitude)}{digits}";
        return digits.Length <= magnitude
            ? $"{sign}{digits.PadRight(magnitude, '0')}.0"
            : $"{sign}{digits[..magnitude]}.{digits[magnitude..]}";
    }

    private static string Scientific(string digits, int exponent) =>
        digits.Length == 1 ? $"{digits}e{exponent}" : $"{digits[..1]}.{digits[1..]}e{exponent}";
}

/// <summary>Writes a <see cref="double"/> by <see cref="AgentNumbers"/>.</summary>
public sealed class AgentDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteRawValue(AgentNumbers.Format(value), skipInputValidation: true);
}

/// <summary>Writes a <see cref="float"/> by <see cref="AgentNumbers"/>.</summary>
public sealed class AgentSingleConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetSingle();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) =>
        writer.WriteRawValue(AgentNumbers.Format(value), skipInputValidation: true);
}
