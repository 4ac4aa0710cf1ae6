using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Wording;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Configuration;

/// <summary>
/// Compares a section of the configuration with the settings that are declared. The binder ignores what it does not know
/// and stops at the first value that it cannot read; here each is an error, and the rest can still be bound.
/// </summary>
internal sealed class SettingValues
{
    private readonly List<string> _errors;
    private readonly Dictionary<string, string?> _readable = [];

    private SettingValues(List<string> errors) => _errors = errors;

    /// <summary>The values that can be bound, by their full names. Errors are added to <paramref name="errors"/>.</summary>
    public static IReadOnlyDictionary<string, string?> Read(IConfigurationSection section, List<string> errors)
    {
        var values = new SettingValues(errors);
        values.ReadMembers(section, SettingsJson.Default.LoopWorkerSettings);
        return values._readable;
    }

    private void Read(IConfigurationSection section, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.None)
        {
            ReadValue(section, type.Type);
            return;
        }
        // A file's empty object or list, too, has an empty value.
        if (section.Value is { Length: > 0 } value)
            _errors.Add(
                $"{section.Path} is '{value}': it is a section, with settings such as {FirstSetting(section.Path, type)}."
            );
        if (type.Kind == JsonTypeInfoKind.Object)
            ReadMembers(section, type);
        else if (type.Kind == JsonTypeInfoKind.Dictionary)
            ReadNamed(section, type);
        else
            ReadEntries(section, type);
    }

    // Whether a name makes sense is for validation to say.
    private void ReadNamed(IConfigurationSection section, JsonTypeInfo type)
    {
        foreach (var entry in section.GetChildren())
            Read(entry, TypeOf(type.ElementType!));
    }

    // The binder would take any name for an entry's, and an empty list for one that is not set.
    private void ReadEntries(IConfigurationSection section, JsonTypeInfo type)
    {
        if (section.Value is { Length: 0 })
            _errors.Add($"{section.Path} is an empty list: name an entry, or leave it out.");
        foreach (var entry in section.GetChildren())
            if (IsNumber(entry.Key) && string.IsNullOrEmpty(entry.Value) && !entry.GetChildren().Any())
                _errors.Add(
                    $"{entry.Path} is empty: it must have settings such as {FirstSetting(section.Path, type)}."
                );
            else if (IsNumber(entry.Key))
                Read(entry, TypeOf(type.ElementType!));
            else
                _errors.Add(
                    $"{entry.Path} is not an entry of a list: entries are numbered, with settings such as {FirstSetting(section.Path, type)}."
                );
    }

    private void ReadMembers(IConfigurationSection section, JsonTypeInfo type)
    {
        var children = section.GetChildren().ToLookup(child => IsNumber(child.Key));
        if (children[true].Any())
            _errors.Add(
                $"{section.Path} is a list: it must be a section, with settings such as {FirstSetting(section.Path, type)}."
            );
        var members = Members(type).ToList();
        foreach (var child in children[false])
            if (members.Find(property => IsNamed(property, child.Key)) is { } property)
                Read(child, TypeOf(property.PropertyType));
            else
                _errors.Add(
                    $"{child.Path} is not a setting; {NameSuggestion.For(child.Key, [.. members.Select(known => known.Name)])}"
                );
    }

    private void ReadValue(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any())
            _errors.Add($"{section.Path} is a section: it must be {ValueFormat.Of(type).Description}.");
        // A file's null and, for all but text, an empty variable mean that the setting is not set.
        else if (section.Value is not { } value || (value.Length == 0 && type != typeof(string)))
            return;
        else if (ValueFormat.Of(type) is var format && !format.CanRead(value))
            _errors.Add($"{section.Path} is '{value}': it must be {format.Description}.");
        else
            _readable.Add(section.Path, value);
    }

    private static string FirstSetting(string path, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.None)
            return path;
        var (name, first) =
            type.Kind == JsonTypeInfoKind.Enumerable ? ("0", type.ElementType!)
            : type.Kind == JsonTypeInfoKind.Dictionary ? ("NAME", type.ElementType!)
            : Members(type).Select(member => (member.Name, member.PropertyType)).First();
        return FirstSetting($"{path}:{name}", TypeOf(first));
    }

    // What is marked JsonIgnore is listed too, but cannot be read.
    private static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Get is not null);

    private static bool IsNumber(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsNamed(JsonPropertyInfo property, string key) =>
        property.Name.Equals(key, StringComparison.OrdinalIgnoreCase);

    private static JsonTypeInfo TypeOf(Type type) => SettingsJson.Default.GetTypeInfo(type)!;
}
