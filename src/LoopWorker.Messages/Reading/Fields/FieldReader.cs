using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>
/// Reads the known fields of one JSON object. The first field that breaks its rule becomes the
/// <see cref="Failure"/>; from then on values are defaults and not to be used. Null counts as absent.
/// </summary>
public ref struct FieldReader
{
    private readonly FieldNames _names;
    private readonly string _path;
    private Values _values;

    /// <param name="source">An object.</param>
    /// <param name="names">The fields known; others are counted, not read.</param>
    /// <param name="path">What stands before a field's name in a detail, such as <c>location.</c>.</param>
    public FieldReader(JsonElement source, FieldNames names, string path = "")
    {
        _names = names;
        _path = path;
        foreach (var property in source.EnumerateObject())
        {
            var index = names.IndexOf(property);
            if (index < 0)
                UnknownFields++;
            else if (_values[index].ValueKind != JsonValueKind.Undefined)
                Fail(FieldFailures.Repeated(path + names.All[index]));
            else
                _values[index] = property.Value;
        }
    }

    public Failure? Failure { get; private set; }

    public int UnknownFields { get; private set; }

    /// <summary>The value as it stands; undefined if absent.</summary>
    public readonly JsonElement Value(string name)
    {
        var value = _values[_names.IndexOf(name)];
        return value.ValueKind == JsonValueKind.Null ? default : value;
    }

    public readonly bool Has(string name) => Value(name).ValueKind != JsonValueKind.Undefined;

    public string Text(string name, TextRule rule) =>
        Require(name, JsonValueKind.String, rule.Expected, out var value) ? Text(name, value, rule) : "";

    public string? OptionalText(string name, TextRule rule) => Has(name) ? Text(name, rule) : null;

    /// <summary>An integer by value, as in JSON Schema: <c>12.0</c> and <c>1.2e1</c> are twelve. Exact in all 64 bits.</summary>
    public ulong Integer(string name, ulong minimum, ulong maximum)
    {
        var value = Value(name);
        ulong number = 0;
        var form =
            value.ValueKind == JsonValueKind.Number
                ? ExactInteger.Parse(JsonMarshal.GetRawUtf8Value(value), out number)
                : IntegerForm.NoNumber;
        if (form == IntegerForm.Exact && number >= minimum && number <= maximum)
            return number;

        var found = form switch
        {
            IntegerForm.NoNumber => null,
            IntegerForm.Fraction => "a number with a fraction",
            IntegerForm.TooLarge => $"a number above {maximum}",
            IntegerForm.Exact when number > maximum => $"a number above {maximum}",
            _ => $"a number below {minimum}",
        };
        Refuse(name, found, $"an integer from {minimum} to {maximum}");
        return 0;
    }

    public ulong? OptionalInteger(string name, ulong minimum, ulong maximum) =>
        Has(name) ? Integer(name, minimum, maximum) : null;

    public double Number(string name, double minimum, double maximum)
    {
        var value = Value(name);
        double number = 0;
        var isNumber = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number);
        // A number beyond the range of doubles is read as an infinity, which no range holds.
        if (isNumber && number >= minimum && number <= maximum)
            return number + 0.0; // -0.0 becomes 0.0: the same place, so the same hash.

        var range = number < minimum ? $"a number below {minimum}" : $"a number above {maximum}";
        Refuse(name, isNumber ? range : null, $"a number from {minimum} to {maximum}");
        return 0;
    }

    public bool? OptionalBoolean(string name)
    {
        if (!Has(name))
            return null;

        var value = Value(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Invalid(name, ValueShape.Of(value), "true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A time of RFC 3339, in UTC.</summary>
    public DateTimeOffset Time(string name, ReadingTime reading)
    {
        if (!Require(name, JsonValueKind.String, Rfc3339.Expected, out var value))
            return default;

        if (!JsonStrings.TryGetUtf8(value, out var utf8))
            Invalid(name, ValueShape.BrokenEscape, Rfc3339.Expected);
        else if (Rfc3339.Parse(utf8, out var time) is var form && form == TimeForm.LeapSecond)
            Invalid(name, "a leap second (:60), which Unix time cannot hold", "the second before or after it");
        else if (form == TimeForm.BeforeYearOne)
            Invalid(name, "a time before the year 1", $"{Rfc3339.Expected}, in a year from 0001 to 9999");
        else if (form == TimeForm.Malformed)
            Invalid(name, ValueShape.Of(value), Rfc3339.Expected);
        else if (time - reading.Now > reading.FutureTolerance)
            Invalid(
                name,
                $"{(time - reading.Now).TotalSeconds:F0} s in the future",
                $"at most {reading.FutureTolerance.TotalSeconds:F0} s, so look at the sender's clock"
            );
        else
            return time;
        return default;
    }

    /// <summary>A reader of an object within, if it is there.</summary>
    public bool TryObject(string name, FieldNames names, out FieldReader fields)
    {
        fields = default;
        if (!Has(name) || !Require(name, JsonValueKind.Object, "an object", out var value))
            return false;

        fields = new FieldReader(value, names, $"{_path}{name}.");
        return true;
    }

    public void Fail(Failure? failure) => Failure ??= failure;

    public void Invalid(string name, string found, string expected) =>
        Fail(FieldFailures.Invalid(_path + name, found, expected));

    /// <summary>Fails for what is absent or of another kind, where a rule speaks of it.</summary>
    public bool Require(string name, JsonValueKind kind, string expected, out JsonElement value)
    {
        value = Value(name);
        if (value.ValueKind == kind)
            return true;

        Refuse(name, found: null, expected);
        return false;
    }

    private void Refuse(string name, string? found, string expected)
    {
        if (Has(name))
            Invalid(name, found ?? ValueShape.Of(Value(name)), expected);
        else
            Fail(FieldFailures.Missing(_path + name, expected));
    }

    private string Text(string name, JsonElement value, TextRule rule)
    {
        if (!JsonStrings.TryGetText(value, out var text))
            Invalid(name, ValueShape.BrokenEscape, rule.Expected);
        else if (rule.Violation(text) is { } found)
            Invalid(name, found, rule.Expected);
        return text;
    }

    [InlineArray(FieldNames.Maximum)]
    private struct Values
    {
        private JsonElement _first;
    }
}
