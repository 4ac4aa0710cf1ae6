using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.State;

public sealed class ContextPatchTests
{
    private static readonly UserContext Context = UserContext.Initial("u1");

    [Fact]
    public void Every_field_of_the_preferences_can_be_patched()
    {
        var preferences = JsonOf(Context)["preferences"]!.AsObject();
        var paths = preferences
            .Where(member => member.Value is not JsonObject)
            .Select(member => $"preferences.{member.Key}")
            .Concat(
                preferences["notifications"]!.AsObject().Select(member => $"preferences.notifications.{member.Key}")
            );
        Assert.Equal(paths.Order(), ContextPatch.Paths.Order());
    }

    [Theory]
    [InlineData("preferences.auto_stake", "false")]
    [InlineData("preferences.default_duration_days", "0")]
    [InlineData("preferences.default_duration_days", "65535")]
    [InlineData("preferences.auto_compound", "false")]
    [InlineData("preferences.compound_threshold", "18446744073709551615")]
    [InlineData("preferences.risk_tolerance", "\"bold\"")]
    [InlineData("preferences.notifications.on_capture", "false")]
    [InlineData("preferences.notifications.on_stake", "true")]
    [InlineData("preferences.notifications.on_yield", "false")]
    [InlineData("preferences.notifications.on_unlock", "false")]
    [InlineData("preferences.notifications.min_notify_amount", "0")]
    public void A_patch_changes_the_field_at_its_path_and_nothing_else(string path, string value)
    {
        var expected = JsonOf(Context);
        var names = path.Split('.');
        var parent = names[..^1].Aggregate((JsonNode)expected, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);

        var patched = JsonOf(ContextPatch.Apply(Context, path, JsonElement.Parse(value)));

        Assert.Equal(expected.ToJsonString(), patched.ToJsonString());
    }

    [Fact]
    public void Notifications_may_be_named_without_the_preferences_around_them() =>
        Assert.False(
            ContextPatch
                .Apply(Context, "notifications.on_capture", JsonElement.Parse("false"))
                .Preferences.Notifications.OnCapture
        );

    [Theory]
    [InlineData("")]
    [InlineData("preferences")]
    [InlineData("preferences.")]
    [InlineData("preferences.notifications")]
    [InlineData("preferences.on_capture")]
    [InlineData("notifications.auto_stake")]
    [InlineData("Preferences.auto_stake")]
    [InlineData("preferences.preferences.auto_stake")]
    [InlineData("vault.cred_balance")]
    [InlineData("version")]
    public void An_unknown_path_is_an_error(string path)
    {
        var failure = Assert.Throws<StateException>(() => ContextPatch.Apply(Context, path, JsonElement.Parse("true")));
        Assert.Equal(StateError.Serialization, failure.Error);
        Assert.Contains("preferences.notifications.min_notify_amount", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preferences.auto_stake", "null")]
    [InlineData("preferences.auto_stake", "\"true\"")]
    [InlineData("preferences.default_duration_days", "65536")]
    [InlineData("preferences.default_duration_days", "-1")]
    [InlineData("preferences.default_duration_days", "1.5")]
    [InlineData("preferences.compound_threshold", "18446744073709551616")]
    [InlineData("preferences.compound_threshold", "\"5\"")]
    [InlineData("preferences.risk_tolerance", "\"\"")]
    [InlineData("preferences.risk_tolerance", "\"a\\nb\"")]
    [InlineData("preferences.risk_tolerance", "\"\\ud83d\"")]
    [InlineData("preferences.risk_tolerance", "7")]
    [InlineData("preferences.notifications.on_unlock", "{}")]
    public void A_value_of_another_type_or_range_is_an_error_that_names_the_field(string path, string value)
    {
        var failure = Assert.Throws<StateException>(() => ContextPatch.Apply(Context, path, JsonElement.Parse(value)));
        Assert.Equal(StateError.Serialization, failure.Error);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_are_stored_as_given_or_refused_and_never_cut_off() =>
        Property.Holds(
            Gen.OneOf(Gen.Choose(0, 70_000).Select(value => (long)value), ArbMap.Default.GeneratorFor<long>()),
            days =>
            {
                const string path = "preferences.default_duration_days";
                var value = JsonElement.Parse($"{days}");
                if (days is >= 0 and <= ushort.MaxValue)
                    Assert.Equal(days, ContextPatch.Apply(Context, path, value).Preferences.DefaultDurationDays);
                else
                    Assert.Throws<StateException>(() => ContextPatch.Apply(Context, path, value));
            }
        );

    private static JsonObject JsonOf(UserContext context) =>
        JsonSerializer.SerializeToNode(context, LoopJson.Stored.UserContext)!.AsObject();
}
