using System.Runtime.InteropServices;
using System.Text.Json;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Loop.State;

/// <summary>Changes one field of a context, named by its path in the JSON of the context. It writes nothing.</summary>
public static class ContextPatch
{
    private const string Preferences = "preferences.";
    private const string Notifications = "notifications.";

    private delegate UserPreferences Change(UserPreferences before, Value value);

    private delegate NotificationPreferences NotificationChange(NotificationPreferences before, Value value);

    private static readonly Dictionary<string, Change> Changes = new()
    {
        [Preferences + "auto_stake"] = (before, value) => before with { AutoStake = value.Flag() },
        [Preferences + "default_duration_days"] = (before, value) =>
            before with
            {
                DefaultDurationDays = (ushort)value.Number(ushort.MaxValue),
            },
        [Preferences + "auto_compound"] = (before, value) => before with { AutoCompound = value.Flag() },
        [Preferences + "compound_threshold"] = (before, value) =>
            before with
            {
                CompoundThreshold = value.Number(ulong.MaxValue),
            },
        [Preferences + "risk_tolerance"] = (before, value) =>
            before with
            {
                RiskTolerance = value.Text(FieldRules.RiskTolerance),
            },
    };

    private static readonly Dictionary<string, NotificationChange> NotificationChanges = new()
    {
        [Notifications + "on_capture"] = (before, value) => before with { OnCapture = value.Flag() },
        [Notifications + "on_stake"] = (before, value) => before with { OnStake = value.Flag() },
        [Notifications + "on_yield"] = (before, value) => before with { OnYield = value.Flag() },
        [Notifications + "on_unlock"] = (before, value) => before with { OnUnlock = value.Flag() },
        [Notifications + "min_notify_amount"] = (before, value) =>
            before with
            {
                MinNotifyAmount = value.Number(ulong.MaxValue),
            },
    };

    /// <summary>The paths that can be patched. Those of notifications may also be given without <c>preferences.</c></summary>
    public static IReadOnlyList<string> Paths { get; } =
    [.. Changes.Keys, .. NotificationChanges.Keys.Select(path => Preferences + path)];

    /// <summary>The context with the field changed; everything else, the version too, is as it was.</summary>
    /// <param name="context">The context before.</param>
    /// <param name="path">One of <see cref="Paths"/>, such as <c>preferences.auto_stake</c>.</param>
    /// <param name="value">
    /// A boolean; for days a whole number from 0 to 65535, for amounts (lamports) from 0 to 18446744073709551615; for the risk tolerance a
    /// string of 1 to 64 characters, none a control character.
    /// </param>
    /// <exception cref="StateException">With <see cref="StateError.Serialization"/>, if the path is not known or the value is not one for it.</exception>
    public static UserContext Apply(UserContext context, string path, JsonElement value) =>
        context with
        {
            Preferences = Apply(context.Preferences, path, new Value(path, value)),
        };

    /// <summary>The context with several fields changed.</summary>
    /// <inheritdoc cref="Apply(UserContext, string, JsonElement)"/>
    /// <param name="context">The context before.</param>
    /// <param name="changes">The fields, in order: of two of the same, the later one counts.</param>
    public static UserContext Apply(UserContext context, IEnumerable<FieldChange> changes) =>
        changes.Aggregate(context, (before, change) => Apply(before, change.Path, change.Value));

    private static UserPreferences Apply(UserPreferences before, string path, Value value)
    {
        if (Changes.TryGetValue(path, out var change))
            return change(before, value);
        var inner = path.StartsWith(Preferences, StringComparison.Ordinal) ? path[Preferences.Length..] : path;
        return NotificationChanges.TryGetValue(inner, out var changeNotifications)
            ? before with
            {
                Notifications = changeNotifications(before.Notifications, value),
            }
            : throw new StateException(
                StateError.Serialization,
                $"The path, {ValueShape.Of(path)}, names no field that can be patched: expected one of {string.Join(", ", Paths)}."
            );
    }

    /// <summary>The new value of a field, read as what the field holds.</summary>
    private readonly record struct Value(string Path, JsonElement Json)
    {
        public bool Flag() =>
            Json.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? Json.GetBoolean()
                : throw Invalid("true or false");

        public ulong Number(ulong maximum) =>
            Json.ValueKind == JsonValueKind.Number
            && ExactInteger.Parse(JsonMarshal.GetRawUtf8Value(Json), out var number) == IntegerForm.Exact
            && number <= maximum
                ? number
                : throw Invalid($"a whole number from 0 to {maximum}");

        public string Text(TextRule rule) =>
            Json.ValueKind == JsonValueKind.String
            && JsonStrings.TryGetText(Json, out var text)
            && rule.Violation(text) is null
                ? text
                : throw Invalid(rule.Expected);

        private StateException Invalid(string expected) =>
            new(
                StateError.Serialization,
                $"The new value of {Path} is {ValueShape.Of(Json)}: expected {expected}. Nothing was changed."
            );
    }
}

/// <summary>A field of a context and its new value.</summary>
/// <param name="Path">One of <see cref="ContextPatch.Paths"/>.</param>
/// <param name="Value">The new value.</param>
public sealed record FieldChange(string Path, JsonElement Value);
