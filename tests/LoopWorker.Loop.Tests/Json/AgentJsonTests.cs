using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Json;

namespace LoopWorker.Loop.Tests.Json;

public sealed class AgentJsonTests
{
    private static readonly JsonSerializerOptions SeedOptions = new() { Encoder = AgentJsonEncoder.Instance };

    // What serde_json 1 writes for the same values.
    [Theory]
    [InlineData(0d, "0.0")]
    [InlineData(-0d, "-0.0")]
    [InlineData(37d, "37.0")]
    [InlineData(-122.42308, "-122.42308")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0, "100.0")]
    [InlineData(1234567.0, "1234567.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e16")]
    [InlineData(1.5e16, "1.5e16")]
    [InlineData(123456789012345680d, "1.2345678901234568e17")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000012, "0.000012")]
    [InlineData(0.0000012, "1.2e-6")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(2.98023223876953125e-8, "2.9802322387695312e-8")]
    [InlineData(4.1045368012983762e-289, "4.1045368012983762e-289")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e308")]
    public void Doubles_are_written_as_the_seed_writes_them(double value, string expected) =>
        Assert.Equal(expected, AgentNumbers.Format(value));

    [Theory]
    [InlineData(12.5f, "12.5")]
    [InlineData(5f, "5.0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216.0")]
    public void Singles_are_written_as_the_seed_writes_them(float value, string expected) =>
        Assert.Equal(expected, AgentNumbers.Format(value));

    [Fact]
    public void Every_finite_double_reads_back_the_same() =>
        Prop.ForAll<double>(value =>
                !double.IsFinite(value)
                || BitConverter.DoubleToInt64Bits(double.Parse(AgentNumbers.Format(value)))
                    == BitConverter.DoubleToInt64Bits(value)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_power_of_two_reads_back_the_same()
    {
        for (var exponent = -1074; exponent <= 1023; exponent++)
        {
            var value = Math.ScaleB(1, exponent);
            Assert.Equal(value, double.Parse(AgentNumbers.Format(value), CultureInfo.InvariantCulture));
        }
        for (var exponent = -149; exponent <= 127; exponent++)
        {
            var value = MathF.ScaleB(1, exponent);
            Assert.Equal(value, float.Parse(AgentNumbers.Format(value), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("Café 寿司 😀 <&>'+/", "\"Café 寿司 😀 <&>'+/\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"")]
    [InlineData("\u0001\u001f\u007f", "\"\\u0001\\u001f\u007f\"")]
    public void Only_what_must_be_escaped_is(string text, string expected) =>
        Assert.Equal(expected, JsonSerializer.Serialize(text, SeedOptions));

    [Fact]
    public void Every_string_reads_back_the_same() =>
        Prop.ForAll<NonNull<string>>(text =>
                text.Get.Any(char.IsSurrogate)
                || JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text.Get, SeedOptions)) == text.Get
            )
            .QuickCheckThrowOnFailure();
}
