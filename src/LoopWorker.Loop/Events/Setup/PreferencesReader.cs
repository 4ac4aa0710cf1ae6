using System.Text.Json;
using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Loop.Events.Setup;

/// <summary>
/// Reads a change of preferences. Unlike events, it refuses members that are not known: a misspelt one would else be
/// taken for a change that never happens.
/// </summary>
internal static class PreferencesReader
{
    private const string Preferences = "preferences";
    private const string Notifications = "notifications";

    private static readonly FieldNames Names = new("user_pubkey", Preferences);

    private static readonly FieldNames PreferenceNames = new(
        "auto_stake",
        "default_duration_days",
        "auto_compound",
        "compound_threshold",
        "risk_tolerance",
        Notifications
    );

    private static readonly FieldNames NotificationNames = new(
        "on_capture",
        "on_stake",
        "on_yield",
        "on_unlock",
        "min_notify_amount"
    );

    public static SetupResult Read(JsonElement payload)
    {
        var fields = new FieldReader(payload, Names);
        var userPubkey = fields.Text("user_pubkey", FieldRules.Id);
        var patch = new PreferencesPatch();
        fields.Require(Preferences, JsonValueKind.Object, "an object", out _);
        if (fields.TryObject(Preferences, PreferenceNames, out var inner))
        {
            patch = ReadPreferences(ref inner);
            RequireKnown(ref fields, Preferences, inner, PreferenceNames, patch == new PreferencesPatch());
        }
        return fields.Failure is { } failure
            ? SetupResult.Of(failure)
            : SetupResult.Of(new PreferencesChange(userPubkey, patch));
    }

    private static PreferencesPatch ReadPreferences(ref FieldReader fields) =>
        new(
            AutoStake: fields.OptionalBoolean("auto_stake"),
            DefaultDurationDays: (ushort?)fields.OptionalInteger("default_duration_days", 0, ushort.MaxValue),
            AutoCompound: fields.OptionalBoolean("auto_compound"),
            CompoundThreshold: fields.OptionalInteger("compound_threshold", 0, ulong.MaxValue),
            RiskTolerance: fields.OptionalText("risk_tolerance", FieldRules.RiskTolerance),
            Notifications: ReadNotifications(ref fields)
        );

    private static NotificationsPatch? ReadNotifications(ref FieldReader fields)
    {
        if (!fields.TryObject(Notifications, NotificationNames, out var inner))
            return null;

        var patch = new NotificationsPatch(
            OnCapture: inner.OptionalBoolean("on_capture"),
            OnStake: inner.OptionalBoolean("on_stake"),
            OnYield: inner.OptionalBoolean("on_yield"),
            OnUnlock: inner.OptionalBoolean("on_unlock"),
            MinNotifyAmount: inner.OptionalInteger("min_notify_amount", 0, ulong.MaxValue)
        );
        RequireKnown(ref fields, Notifications, inner, NotificationNames, patch == new NotificationsPatch());
        return patch;
    }

    private static void RequireKnown(
        ref FieldReader fields,
        string name,
        in FieldReader inner,
        FieldNames known,
        bool isEmpty
    )
    {
        fields.Fail(inner.Failure);
        if (inner.UnknownFields > 0)
            fields.Invalid(name, "an object with a member that is not known", $"only {Listed(known)}");
        else if (isEmpty)
            fields.Invalid(name, "an object that sets nothing", $"at least one of {Listed(known)}");
    }

    private static string Listed(FieldNames names) => string.Join(", ", names.All);
}
