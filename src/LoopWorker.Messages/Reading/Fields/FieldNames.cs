using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>The names of the fields that a reader knows.</summary>
public sealed class FieldNames
{
    public const int Maximum = 16;

    private readonly string[] _names;
    private readonly byte[][] _utf8;

    public FieldNames(params string[] names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, Maximum, nameof(names));
        _names = names;
        _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<string> All => _names;

    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>Which name it is, or -1.</summary>
    public int IndexOf(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (raw.Contains((byte)'\\'))
            return IndexOfEscaped(property);

        for (var index = 0; index < _utf8.Length; index++)
        {
            if (raw.SequenceEqual(_utf8[index]))
                return index;
        }
        return -1;
    }

    private int IndexOfEscaped(JsonProperty property)
    {
        try
        {
            return IndexOf(property.Name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no name of ours has one.
            return -1;
        }
    }
}
