using System.Numerics;

namespace LoopWorker.Tables.Values;

/// <summary>
/// A decimal number (DynamoDB's <c>N</c>): up to 38 significant digits, magnitudes from 1E-130 to just below 1E+126, and 0.
/// Exact, and equal to every other spelling of the same number (<c>1</c>, <c>1.0</c>, <c>10E-1</c>).
/// </summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Data types": Number.</remarks>
public sealed record NumberValue : AttributeValue, IComparable<NumberValue>
{
    /// <summary>The most digits between the first and the last that are not zero.</summary>
    public const int MaximumDigits = 38;

    private const int MaximumMagnitude = 125;
    private const int MinimumMagnitude = -130;

    // The number is significand × 10^exponent. The significand has no trailing zeros, so equal numbers have equal fields.
    private readonly UInt128 _significand;
    private readonly short _exponent;
    private readonly bool _negative;

    public NumberValue(long number)
        : this(number < 0 ? 0 - (ulong)number : (ulong)number) => _negative = number < 0;

    public NumberValue(ulong number)
    {
        while (number != 0)
        {
            var (quotient, remainder) = Math.DivRem(number, 10);
            if (remainder != 0)
                break;
            number = quotient;
            _exponent++;
        }
        _significand = number;
    }

    private NumberValue(bool negative, UInt128 significand, int exponent)
    {
        _significand = significand;
        _exponent = (short)exponent;
        _negative = negative;
    }

    /// <summary>The number in plain digits, without an exponent: <c>0</c>, <c>-12.5</c>, <c>1000000</c>.</summary>
    public string Text => DecimalText.Write(_negative, _significand, _exponent);

    /// <summary>How many digits are left when leading and trailing zeros are cut off; of 0, none.</summary>
    public int SignificantDigits => DecimalText.Digits(_significand);

    /// <summary>
    /// How many pairs of digits are left when they are counted off from the decimal point, as DynamoDB stores them, and
    /// pairs of zeros before and after are cut off: <c>120</c> is 01 20, <c>1.2</c> is 01 . 20.
    /// </summary>
    internal int DigitPairs => (SignificantDigits + (_exponent % 2 == 0 ? 0 : 1) + 1) / 2;

    internal bool IsNegative => _negative;

    // The power of ten of the first digit.
    private int Magnitude => _exponent + SignificantDigits - 1;

    /// <summary>Reads a decimal number, with or without a point and an exponent.</summary>
    /// <exception cref="FormatException">If it is no number, or not one that DynamoDB can hold.</exception>
    public static NumberValue Parse(string text) => TryParse(text, out var fault) ?? throw new FormatException(fault);

    /// <summary>Reads a decimal number; null, and what is wrong with it, if it is none that DynamoDB can hold.</summary>
    public static NumberValue? TryParse(string text, out string? fault)
    {
        fault = DecimalText.Read(text, out var negative, out var significand, out var exponent);
        return fault is null ? Create(negative, significand, exponent, out fault) : null;
    }

    /// <summary>The exact sum; null, and the reason, if DynamoDB cannot hold it.</summary>
    public static NumberValue? TryAdd(NumberValue left, NumberValue right, out string? fault)
    {
        var exponent = Math.Min(left._exponent, right._exponent);
        var sum = left.Scaled(exponent) + right.Scaled(exponent);
        var magnitude = BigInteger.Abs(sum);
        while (!magnitude.IsZero)
        {
            var quotient = BigInteger.DivRem(magnitude, 10, out var remainder);
            if (!remainder.IsZero)
                break;
            magnitude = quotient;
            exponent++;
        }
        if (magnitude < DecimalText.PowerOfTen(MaximumDigits))
            return Create(sum.Sign < 0, (UInt128)magnitude, exponent, out fault);
        fault = DecimalText.TooManyDigits;
        return null;
    }

    /// <summary>The number as a signed integer, or null if it does not fit one exactly.</summary>
    public long? ToInt64() =>
        ToInteger() is not { } magnitude ? null
        : !_negative
            ? magnitude <= long.MaxValue ? (long)magnitude
                : null
        : magnitude <= (UInt128)long.MaxValue + 1 ? unchecked(0 - (long)(ulong)magnitude)
        : null;

    /// <summary>The number as an unsigned integer, or null if it does not fit one exactly.</summary>
    public ulong? ToUInt64() =>
        !_negative && ToInteger() is { } magnitude && magnitude <= ulong.MaxValue ? (ulong)magnitude : null;

    public int CompareTo(NumberValue? other)
    {
        if (other is null)
            return 1;
        var sign = Sign.CompareTo(other.Sign);
        if (sign != 0 || Sign == 0)
            return sign;
        var magnitude = CompareMagnitude(other);
        return _negative ? -magnitude : magnitude;
    }

    public override string ToString() => Text;

    public static bool operator <(NumberValue left, NumberValue right) => left.CompareTo(right) < 0;

    public static bool operator >(NumberValue left, NumberValue right) => left.CompareTo(right) > 0;

    public static bool operator <=(NumberValue left, NumberValue right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NumberValue left, NumberValue right) => left.CompareTo(right) >= 0;

    private int Sign =>
        _significand == 0 ? 0
        : _negative ? -1
        : 1;

    private int CompareMagnitude(NumberValue other)
    {
        var magnitude = Magnitude.CompareTo(other.Magnitude);
        if (magnitude != 0)
            return magnitude;
        // Same first power of ten: pad the shorter one to the same digits, which still fit.
        var padding = _exponent - other._exponent;
        return padding >= 0
            ? (_significand * DecimalText.PowerOfTen(padding)).CompareTo(other._significand)
            : _significand.CompareTo(other._significand * DecimalText.PowerOfTen(-padding));
    }

    private UInt128? ToInteger() =>
        _exponent < 0 || Magnitude >= 20 ? null : _significand * DecimalText.PowerOfTen(_exponent);

    private BigInteger Scaled(int exponent)
    {
        var scaled = (BigInteger)_significand * BigInteger.Pow(10, _exponent - exponent);
        return _negative ? -scaled : scaled;
    }

    private static NumberValue? Create(bool negative, UInt128 significand, int exponent, out string? fault)
    {
        var magnitude = exponent + DecimalText.Digits(significand) - 1;
        fault =
            significand == 0 ? null
            : magnitude > MaximumMagnitude
                ? "Number overflow. Attempting to store a number with magnitude larger than supported range"
            : magnitude < MinimumMagnitude
                ? "Number underflow. Attempting to store a number with magnitude smaller than supported range"
            : null;
        return fault is not null ? null
            : significand == 0 ? new NumberValue(0L)
            : new NumberValue(negative, significand, exponent);
    }
}
