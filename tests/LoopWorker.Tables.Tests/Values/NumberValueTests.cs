using System.Globalization;
using System.Numerics;
using FsCheck.Fluent;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Values;

public sealed class NumberValueTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.000E5", "0")]
    [InlineData("0E999999999", "0")]
    [InlineData("007", "7")]
    [InlineData("+7", "7")]
    [InlineData("7.0", "7")]
    [InlineData("-12.50", "-12.5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1E3", "1000")]
    [InlineData("1e-3", "0.001")]
    [InlineData("1200E-1", "120")]
    [InlineData("1000000", "1000000")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData("100000000000000000000000000000000000000000", "100000000000000000000000000000000000000000")]
    public void A_number_is_written_without_exponent_and_needless_zeros(string text, string canonical) =>
        Assert.Equal(canonical, NumberValue.Parse(text).Text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("abc")]
    [InlineData("1 ")]
    [InlineData("1.2.3")]
    [InlineData("1E")]
    [InlineData("1E+")]
    [InlineData("1E5.0")]
    [InlineData("0x10")]
    [InlineData("٣")]
    [InlineData("NaN")]
    public void What_is_no_number_is_refused(string text)
    {
        var failure = Assert.Throws<FormatException>(() => NumberValue.Parse(text));
        Assert.StartsWith(
            "The parameter cannot be converted to a numeric value",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits")]
    [InlineData("1E126", "Number overflow")]
    [InlineData("-1E126", "Number overflow")]
    [InlineData("1E999999999999", "Number overflow")]
    [InlineData("1E-131", "Number underflow")]
    public void What_DynamoDB_cannot_hold_is_refused(string text, string start)
    {
        Assert.Null(NumberValue.TryParse(text, out var fault));
        Assert.StartsWith(start, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.9999999999999999999999999999999999999E+125")]
    [InlineData("-9.9999999999999999999999999999999999999E+125")]
    [InlineData("1E-130")]
    public void The_largest_and_the_smallest_magnitudes_are_held(string text) =>
        Assert.Equal(NumberValue.Parse(text), NumberValue.Parse(NumberValue.Parse(text).Text));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Signed_integers_go_in_and_out_unchanged(long number)
    {
        var value = new NumberValue(number);

        Assert.Equal(number, value.ToInt64());
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), value.Text);
        Assert.Equal(number < 0 ? null : (ulong)number, value.ToUInt64());
        Assert.Equal(value, NumberValue.Parse(value.Text));
    }

    [Fact]
    public void Unsigned_integers_go_in_and_out_unchanged()
    {
        Assert.Equal(ulong.MaxValue, new NumberValue(ulong.MaxValue).ToUInt64());
        Assert.Null(new NumberValue(ulong.MaxValue).ToInt64());
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("1E100")]
    public void What_no_integer_holds_exactly_is_none(string text)
    {
        Assert.Null(NumberValue.Parse(text).ToInt64());
        Assert.Null(NumberValue.Parse(text).ToUInt64());
    }

    [Fact]
    public void Equality_and_order_are_those_of_exact_arithmetic() =>
        Property.Holds(
            Generators.NumberText.Two(),
            pair =>
            {
                var (left, right) = (NumberValue.Parse(pair.Item1), NumberValue.Parse(pair.Item2));
                var expected = Exact(pair.Item1).CompareTo(Exact(pair.Item2));
                Assert.Equal(Math.Sign(expected), Math.Sign(left.CompareTo(right)));
                Assert.Equal(expected == 0, left.Equals(right));
                Assert.True(expected != 0 || left.GetHashCode() == right.GetHashCode());
                Assert.Equal(left.Text == right.Text, left == right);
            }
        );

    [Fact]
    public void Another_spelling_of_a_number_is_the_same_number() =>
        Property.Holds(
            Generators.NumberText,
            text =>
            {
                var number = NumberValue.Parse(text);
                Assert.Equal(number, NumberValue.Parse(number.Text));
                Assert.Equal(Exact(text), Exact(number.Text));
                Assert.Equal(number, NumberValue.Parse($"{number.Text}E0"));
                Assert.Equal(number.Text, NumberValue.Parse(number.Text).Text);
            }
        );

    [Fact]
    public void A_sum_is_exact_or_refused() =>
        Property.Holds(
            Generators.NumberText.Two(),
            pair =>
            {
                var exact = Exact(pair.Item1) + Exact(pair.Item2);
                var sum = NumberValue.TryAdd(
                    NumberValue.Parse(pair.Item1),
                    NumberValue.Parse(pair.Item2),
                    out var fault
                );
                Assert.Equal(sum is null, fault is not null);
                var digits = BigInteger.Abs(exact).ToString(CultureInfo.InvariantCulture).Trim('0').Length;
                Assert.Equal(digits > NumberValue.MaximumDigits, sum is null);
                if (sum is not null)
                    Assert.Equal(exact, Exact(sum.Text));
            }
        );

    [Fact]
    public void Significant_digits_do_not_count_zeros_at_the_ends()
    {
        Assert.Equal(0, new NumberValue(0L).SignificantDigits);
        Assert.Equal(1, NumberValue.Parse("1000").SignificantDigits);
        Assert.Equal(3, NumberValue.Parse("0.00102").SignificantDigits);
    }

    // The number times 10^100, by a reading of its own.
    private static BigInteger Exact(string text)
    {
        var parts = text.Split('e', 'E');
        var power = 100 + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            power -= parts[0].Length - point - 1;
        var digits = BigInteger.Parse(
            parts[0].Replace(".", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        );
        return digits * BigInteger.Pow(10, power);
    }
}
