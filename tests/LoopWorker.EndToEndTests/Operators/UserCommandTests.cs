using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Permissions;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests.Operators;

/// <summary>The commands by which operators look at and mend users, each as a process: as text and as JSON by its schema.</summary>
public sealed class UserCommandTests(TendedDeployment tended) : IClassFixture<TendedDeployment>
{
    [Fact]
    public async Task What_is_stored_about_a_user_is_shown()
    {
        const string User = "shown";
        await AgentItems.PutAsync(tended.Deployment, AgentItems.Session(User));

        var text = await tended.Deployment.RunAsync("user", "show", User);
        foreach (var said in (string[])["fp…", $"t-{User}", $"g-{User}", "live", "version "])
            Assert.Contains(said, text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentItems.SecretKey, text.Output, StringComparison.Ordinal);

        var json = await JsonAsync("user-show", "user", "show", User, "--full");
        Assert.Equal($"fp-{User}", json.GetProperty("cards")[0].GetProperty("fingerprint").GetString());
        Assert.Equal(2, json.GetProperty("markers").GetArrayLength());
        Assert.Empty(json.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task Of_an_unknown_user_that_is_said()
    {
        Assert.Equal((1, "Nothing is stored about nobody."), await FailedAsync("user", "export", "nobody"));
        Assert.Equal(
            (1, "nobody has no context. Nothing was changed."),
            await FailedAsync("context", "patch", "nobody", "preferences.auto_stake=false")
        );
        var json = await WorkerProgram.RunAsync(tended.Deployment.Environment, "user", "show", "nobody", "--json");
        Assert.Equal(1, json.ExitCode);
        Check("user-show", json.Output);
        var export = await WorkerProgram.RunAsync(tended.Deployment.Environment, "user", "export", "nobody", "--json");
        Assert.Equal(1, export.ExitCode);
        Assert.Empty(Check("user-export", export.Output).GetProperty("items").EnumerateArray());
        Assert.Equal((1, "Nothing is stored about nobody."), await FailedAsync("user", "erase", "nobody", "--yes"));
    }

    [Fact]
    public async Task What_is_stored_cannot_act_on_the_terminal()
    {
        const string User = "hostile";
        await AgentItems.PutAsync(
            tended.Deployment,
            Item.Of(
                Keys.Location(User),
                (Attributes.MerchantId, "\u001B[2J[red]\u202E"),
                (Attributes.EnteredAt, DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            ),
            Item.Of(Keys.Context(User), (Attributes.ContextData, "{"))
        );

        var text = await tended.Deployment.RunAsync("user", "show", User);
        Assert.Contains("\\u001B[2J[red]\\u202E", text.Output, StringComparison.Ordinal);
        Assert.Contains("CONTEXT", text.Output, StringComparison.Ordinal);
        var (code, error) = await FailedAsync("context", "patch", User, "preferences.auto_stake=false");
        Assert.Equal(1, code);
        Assert.StartsWith($"The context of {User} cannot be read", error, StringComparison.Ordinal);
        var json = await tended.Deployment.RunAsync("user", "show", User, "--json");
        Assert.DoesNotContain('\u202E', json.Output);
        Assert.Equal(
            "\u001B[2J[red]\u202E",
            Check("user-show", json.Output).GetProperty("location").GetProperty("merchant_id").GetString()
        );
    }

    [Fact]
    public async Task What_became_of_an_event_is_told()
    {
        const string User = "told";

        var text = await tended.Deployment.RunAsync("event", "show", $"t-{User}");
        Assert.StartsWith(
            $"The transaction t-{User} took effect for {User} at ",
            text.Output,
            StringComparison.Ordinal
        );
        var json = await JsonAsync("event-show", "event", "show", $"g-{User}", "--type", "event", "--card", "fp-none");
        Assert.Equal(
            "event",
            Assert.Single(json.GetProperty("markers").EnumerateArray()).GetProperty("type").GetString()
        );
        Assert.Equal(1, (await FailedAsync("event", "show", "no-such-event")).ExitCode);
    }

    [Fact]
    public async Task A_capture_is_listed_settled_and_removed()
    {
        const string User = "captures";
        await AgentItems.PutAsync(tended.Deployment, Item.Of(new ItemKey(Keys.User(User), "PENDING#odd"), ("note", 1)));

        var listed = await JsonAsync("captures-list", "captures", "list", User);
        var key = listed.GetProperty("captures")[1].GetProperty("key").GetString()!;
        Assert.Contains(
            "pending",
            (await tended.Deployment.RunAsync("captures", "list", User)).Output,
            StringComparison.Ordinal
        );
        var settled = await JsonAsync("captures-settle", "captures", "settle", User, key);
        Assert.Equal("settled", settled.GetProperty("outcome").GetString());
        var again = await FailedAsync("captures", "settle", User, key);
        Assert.Equal(
            (
                1,
                $"The capture {key} of {User} is gone already: an agent has settled it, or somebody has removed it. Nothing was changed."
            ),
            again
        );
        var removed = await JsonAsync("captures-remove", "captures", "remove", User);
        Assert.Equal("PENDING#odd", Assert.Single(removed.GetProperty("removed").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_session_is_listed_without_its_key_and_revoked()
    {
        const string User = "session";
        await AgentItems.PutAsync(tended.Deployment, AgentItems.Session(User));

        var text = await tended.Deployment.RunAsync("sessions", "list", "--all");
        Assert.Contains(User, text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(AgentItems.SecretKey, text.Output, StringComparison.Ordinal);
        Assert.Single(
            (await JsonAsync("sessions-list", "sessions", "list", User)).GetProperty("sessions").EnumerateArray()
        );
        Assert.Equal(2, (await FailedAsync("sessions", "list")).ExitCode);
        var revoked = await JsonAsync("sessions-revoke", "sessions", "revoke", User);
        Assert.Equal("revoked", revoked.GetProperty("outcome").GetString());
        Assert.Equal((1, $"{User} has no session."), await FailedAsync("sessions", "revoke", User));
    }

    [Fact]
    public async Task What_a_user_wants_is_changed_unless_it_is_a_dry_run()
    {
        const string User = "patched";

        var dry = await tended.Deployment.RunAsync(
            "context",
            "patch",
            User,
            "preferences.risk_tolerance=bold",
            "--dry-run"
        );
        Assert.Equal(
            "preferences.risk_tolerance: \"balanced\" -> \"bold\"\nNothing was changed: it was a dry run.\n",
            dry.Output
        );
        var json = await JsonAsync(
            "context-patch",
            "context",
            "patch",
            User,
            "preferences.risk_tolerance=bold",
            "notifications.on_stake=true"
        );
        Assert.Equal(2, json.GetProperty("changes").GetArrayLength());
        var (code, error) = await FailedAsync("context", "patch", User, "preferences.auto_stake=7");
        Assert.Equal(2, code);
        Assert.Contains("expected true or false", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_exported_and_a_file_is_not_overwritten()
    {
        const string User = "exported";
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await tended.Deployment.RunAsync("user", "export", User, file, "--scan");
            Assert.True(Check("user-export", await File.ReadAllTextAsync(file)).GetProperty("complete").GetBoolean());
            var (code, error) = await FailedAsync("user", "export", User, file);
            Assert.Equal(2, code);
            Assert.Contains("--force", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
        await JsonAsync("user-export", "user", "export", User);
    }

    [Fact]
    public async Task A_person_is_erased_if_that_is_meant()
    {
        const string User = "erased";

        var (code, error) = await FailedAsync("user", "erase", User);
        Assert.Equal(2, code);
        Assert.Contains("--yes", error, StringComparison.Ordinal);
        var dry = await JsonAsync("user-erase", "user", "erase", User, "--dry-run");
        Assert.Equal("would_erase", dry.GetProperty("outcome").GetString());
        Assert.Equal((1, 3), (dry.GetProperty("cards").GetInt32(), dry.GetProperty("markers").GetInt32()));
        Assert.Contains(
            "Erased of",
            (await tended.Deployment.RunAsync("user", "erase", User, "--yes")).Output,
            StringComparison.Ordinal
        );
        var marked = await tended.Deployment.RunAsync("event", "show", $"t-{User}");
        Assert.Contains("a person who was erased", marked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_that_agents_have_linked_are_listed()
    {
        await AgentItems.PutAsync(tended.Deployment, AgentItems.Card("fp-agents", "reindexed"));

        Assert.True(
            (await JsonAsync("cards-reindex", "cards", "reindex", "--dry-run")).GetProperty("listed").GetInt32() > 0
        );
        Assert.Contains(
            " listed now",
            (await tended.Deployment.RunAsync("cards", "reindex")).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(1, (await FailedAsync("cards", "reindex", "--resume")).ExitCode);
        Assert.Contains(
            "cards ",
            (await tended.Deployment.RunAsync("dlq", "history", "--all")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "4242",
            (await tended.Deployment.RunAsync("cards", "list", "reindexed")).Output,
            StringComparison.Ordinal
        );
    }

    private async Task<JsonElement> JsonAsync(string schema, params string[] arguments) =>
        Check(schema, (await tended.Deployment.RunAsync([.. arguments, "--json"])).Output);

    private async Task<(int ExitCode, string FirstLine)> FailedAsync(params string[] arguments)
    {
        var result = await WorkerProgram.RunAsync(tended.Deployment.Environment, arguments);
        return (result.ExitCode, result.Error.Split('\n')[0]);
    }

    private static JsonElement Check(string schema, string output) => CommandSchema.Of(schema).Check(output);
}

/// <summary>A deployment for all of these tests, on which each has a user of its own, of whom a few events took effect.</summary>
public sealed class TendedDeployment : IAsyncLifetime
{
    private static readonly string[] Users = ["shown", "told", "captures", "patched", "exported", "erased"];

    public Deployment Deployment { get; } = new(SharedEndpoints.Current);

    public async ValueTask InitializeAsync()
    {
        await Deployment.ProvisionAsync();
        await Deployment.SendAsync(Users.SelectMany(LinesOf));
        await Deployment.RunAsync("run", "--until-drained");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string[] LinesOf(string user) =>
        [
            Lines.Card($"fp-{user}", user),
            Lines.Crossing($"g-{user}", user, "enter"),
            Lines.Sale($"t-{user}", $"fp-{user}"),
            Lines.Yield($"y-{user}", user),
        ];
}
