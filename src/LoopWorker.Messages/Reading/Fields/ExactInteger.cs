namespace LoopWorker.Messages.Reading.Fields;

internal enum IntegerForm
{
    Exact,
    Negative,
    Fraction,
    TooLarge,
    NoNumber,
}

/// <summary>
/// Reads a JSON number as the integer that it is in value (<c>12</c>, <c>12.0</c>, <c>1.2e1</c>), without a detour
/// over floating point: lamports fill all 64 bits.
/// </summary>
internal static class ExactInteger
{
    /// <param name="number">A number of JSON's grammar.</param>
    /// <param name="value">The integer, if the form is <see cref="IntegerForm.Exact"/>, else 0.</param>
    public static IntegerForm Parse(ReadOnlySpan<byte> number, out ulong value)
    {
        value = 0;
        var negative = number[0] == '-';
        if (negative)
            number = number[1..];

        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var pointAt = mantissa.IndexOf((byte)'.');
        var whole = pointAt < 0 ? mantissa : mantissa[..pointAt];
        var fraction = pointAt < 0 ? default : mantissa[(pointAt + 1)..].TrimEnd((byte)'0');
        if (!whole.ContainsAnyExcept((byte)'0') && fraction.IsEmpty)
            return IntegerForm.Exact;

        var exponent = exponentAt < 0 ? 0 : Exponent(number[(exponentAt + 1)..]);
        var form = Scale(whole, fraction, exponent, ref value);
        if (form == IntegerForm.Fraction || !negative)
            return form;

        value = 0;
        return IntegerForm.Negative;
    }

    // The digits as one row, the point moved: digits right of it must be zeros, places left of it are filled with zeros.
    private static IntegerForm Scale(
        ReadOnlySpan<byte> whole,
        ReadOnlySpan<byte> fraction,
        long exponent,
        ref ulong value
    )
    {
        var places = whole.Length + exponent;
        var digits = whole.Length + fraction.Length;
        for (var index = Math.Max(places, 0); index < digits; index++)
        {
            if (Digit(whole, fraction, (int)index) != 0)
                return IntegerForm.Fraction;
        }

        UInt128 sum = 0;
        for (long index = 0; index < places; index++)
        {
            sum = (sum * 10) + (index < digits ? Digit(whole, fraction, (int)index) : 0u);
            if (sum > ulong.MaxValue)
                return IntegerForm.TooLarge;
        }
        value = (ulong)sum;
        return IntegerForm.Exact;
    }

    private static uint Digit(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int index) =>
        (uint)((index < whole.Length ? whole[index] : fraction[index - whole.Length]) - '0');

    // Capped: beyond this, the number is too large or a fraction, whatever its digits are.
    private static long Exponent(ReadOnlySpan<byte> text)
    {
        const long Cap = int.MaxValue;
        long exponent = 0;
        foreach (var character in text.TrimStart("+-"u8))
            exponent = Math.Min((exponent * 10) + (character - '0'), Cap);
        return text[0] == '-' ? -exponent : exponent;
    }
}
