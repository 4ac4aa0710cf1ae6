using System.Globalization;

namespace LoopWorker.Tables.Values;

/// <summary>Reads and writes decimal numbers of up to 38 significant digits as significand and power of ten.</summary>
internal static class DecimalText
{
    public const string TooManyDigits = "Attempting to store more than 38 significant digits in a Number";

    // Far outside of what a number may have, far inside of what an int can count.
    private const int ExponentCeiling = 100_000;

    private static readonly UInt128[] Powers = MakePowers();

    /// <summary>10 to a power of 0 to 38.</summary>
    public static UInt128 PowerOfTen(int power) => Powers[power];

    /// <summary>How many decimal digits the number has; of 0, none.</summary>
    public static int Digits(UInt128 number)
    {
        var digits = 0;
        while (digits < Powers.Length && number >= Powers[digits])
            digits++;
        return digits;
    }

    /// <summary>Reads a number, its significand without trailing zeros; says what is wrong if it is none.</summary>
    public static string? Read(string text, out bool negative, out UInt128 significand, out int exponent)
    {
        negative = text.StartsWith('-');
        significand = 0;
        exponent = 0;
        var position = negative || text.StartsWith('+') ? 1 : 0;
        var read = 0;
        var digits = 0;
        var zeros = 0;
        var point = false;
        for (; position < text.Length && text[position] is not ('e' or 'E'); position++)
        {
            var character = text[position];
            if (character == '.' && !point)
            {
                point = true;
                continue;
            }
            if (!char.IsAsciiDigit(character))
                return NotANumber(text);
            read++;
            if (point)
                exponent--;
            // Zeros count only once another digit follows them.
            if (character == '0')
            {
                zeros += significand == 0 ? 0 : 1;
                continue;
            }
            digits += zeros + 1;
            if (digits > NumberValue.MaximumDigits)
                return TooManyDigits;
            significand = (significand * Powers[zeros + 1]) + (uint)(character - '0');
            zeros = 0;
        }
        exponent += zeros;
        if (read == 0)
            return NotANumber(text);
        if (position == text.Length)
            return null;
        if (ReadExponent(text.AsSpan(position + 1)) is not { } power)
            return NotANumber(text);
        exponent += power;
        return null;
    }

    /// <summary>Writes the number in plain digits.</summary>
    public static string Write(bool negative, UInt128 significand, int exponent)
    {
        if (significand == 0)
            return "0";
        var sign = negative ? "-" : "";
        var digits = significand.ToString(CultureInfo.InvariantCulture);
        if (exponent >= 0)
            return sign + digits + new string('0', exponent);
        var whole = digits.Length + exponent;
        return whole > 0
            ? $"{sign}{digits.AsSpan(0, whole)}.{digits.AsSpan(whole)}"
            : $"{sign}0.{new string('0', -whole)}{digits}";
    }

    private static int? ReadExponent(ReadOnlySpan<char> text)
    {
        var negative = text.StartsWith('-');
        if (negative || text.StartsWith('+'))
            text = text[1..];
        if (text.IsEmpty)
            return null;
        var power = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return null;
            power = Math.Min(ExponentCeiling, (power * 10) + character - '0');
        }
        return negative ? -power : power;
    }

    // The text itself may be somebody's data, so the message tells its length only.
    private static string NotANumber(string text) =>
        $"The parameter cannot be converted to a numeric value: a text of {text.Length} characters is not a decimal number such as -12.5 or 1E10";

    private static UInt128[] MakePowers()
    {
        var powers = new UInt128[NumberValue.MaximumDigits + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
