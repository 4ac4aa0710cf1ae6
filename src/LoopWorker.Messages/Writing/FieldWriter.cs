using System.Globalization;
using System.Text;
using System.Text.Json;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Messages.Writing;

/// <summary>
/// Writes the fields of one JSON object as <see cref="Reading.Fields.FieldReader"/> reads them: what is null is left out, and what cannot be a
/// value is written so that the reader refuses it, never as another value.
/// </summary>
public readonly ref struct FieldWriter
{
    private readonly Utf8JsonWriter _json;

    internal FieldWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>A string; null leaves the field out.</summary>
    public void Text(string name, string? text)
    {
        if (text is null)
            return;
        _json.WritePropertyName(name);
        if (IsUnicode(text))
            _json.WriteStringValue(text);
        else
            // The writer would put U+FFFD for half of a surrogate pair, and so make another text of it.
            _json.WriteRawValue(Escaped(text), skipInputValidation: true);
    }

    /// <summary>An integer.</summary>
    public void Integer(string name, ulong number) => _json.WriteNumber(name, number);

    /// <summary>An integer.</summary>
    public void Integer(string name, long number) => _json.WriteNumber(name, number);

    /// <summary>A number, in the shortest form that is read as the same one.</summary>
    public void Number(string name, double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        // Of a few numbers the shortest form is that of a neighbour (2^-25, on .NET 10.0.12).
        Number(name, number, double.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : Exact(number));
    }

    /// <summary>A number of single precision, in the shortest form that is read as the same one.</summary>
    public void Number(string name, float number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var read = (float)double.Parse(text, CultureInfo.InvariantCulture);
        Number(name, number, read.Equals(number) ? text : Exact(number));
    }

    /// <summary>A time of RFC 3339 in UTC, to 100 ns.</summary>
    public void Time(string name, DateTimeOffset time) => _json.WriteString(name, UtcTimeConverter.Format(time));

    /// <summary>Begins an object within. The fields that follow are its own, up to <see cref="EndObject"/>.</summary>
    public void BeginObject(string name) => _json.WriteStartObject(name);

    /// <summary>Ends the object begun last.</summary>
    public void EndObject() => _json.WriteEndObject();

    private static string Exact(double number) => number.ToString("G17", CultureInfo.InvariantCulture);

    // JSON has no infinities and no NaN: as strings they are refused, and named.
    private void Number(string name, double number, string text)
    {
        _json.WritePropertyName(name);
        if (double.IsFinite(number))
            _json.WriteRawValue(text, skipInputValidation: true);
        else
            _json.WriteStringValue(text);
    }

    private static bool IsUnicode(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return true;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return false;
            i++;
        }
        return true;
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder("\"", capacity: text.Length * 6 + 2);
        foreach (var unit in text)
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        return escaped.Append('"').ToString();
    }
}
