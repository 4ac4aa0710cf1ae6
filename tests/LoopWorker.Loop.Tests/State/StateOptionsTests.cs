using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.State;

public sealed class StateOptionsTests
{
    [Fact]
    public void The_defaults_are_the_agents()
    {
        var options = StateOptions.FromEnvironment(_ => null);
        Assert.Equal(new StateOptions(), options);
        Assert.Equal(
            ("loop-agent-state", "CardFingerprintIndex", "ttl"),
            (options.TableName, options.FingerprintGsi, options.TtlAttribute)
        );
        Assert.Equal(
            (10, 86_400L, 1_814_400L, 60U, 10),
            (
                options.MaxPendingCaptures,
                options.SessionTtlSeconds,
                options.PendingTtlSeconds,
                options.VaultCacheTtl,
                options.MaxEvents
            )
        );
        Assert.Null(options.DaxEndpoint);
    }

    [Fact]
    public void The_environment_sets_what_it_sets_for_agents()
    {
        var variables = new Dictionary<string, string>
        {
            ["DYNAMO_TABLE"] = "table",
            ["DYNAMO_FINGERPRINT_GSI"] = "index",
            ["MAX_PENDING_CAPTURES"] = "7",
            ["SESSION_TTL_SECONDS"] = "60",
            ["PENDING_TTL_SECONDS"] = "2147483647",
            ["DAX_ENDPOINT"] = "",
        };
        Assert.Equal(
            new StateOptions
            {
                TableName = "table",
                FingerprintGsi = "index",
                MaxPendingCaptures = 7,
                SessionTtlSeconds = 60,
                PendingTtlSeconds = int.MaxValue,
            },
            StateOptions.FromEnvironment(variables.GetValueOrDefault)
        );
    }

    [Theory]
    [InlineData("MAX_PENDING_CAPTURES", "ten")]
    [InlineData("MAX_PENDING_CAPTURES", "0")]
    [InlineData("MAX_PENDING_CAPTURES", "-1")]
    [InlineData("SESSION_TTL_SECONDS", "86400s")]
    [InlineData("SESSION_TTL_SECONDS", " 1")]
    [InlineData("PENDING_TTL_SECONDS", "2147483648")]
    [InlineData("PENDING_TTL_SECONDS", "99999999999999999999")]
    public void A_number_that_is_none_is_an_error_that_names_the_variable(string name, string value)
    {
        var failure = Assert.Throws<FormatException>(() =>
            StateOptions.FromEnvironment(asked => asked == name ? value : null)
        );
        Assert.StartsWith(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_DAX_is_refused_and_not_passed_over()
    {
        var failure = Assert.Throws<NotSupportedException>(() =>
            StateOptions.FromEnvironment(name => name == "DAX_ENDPOINT" ? "dax://cluster" : null)
        );
        Assert.StartsWith("DAX_ENDPOINT", failure.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new StateOptions { DaxEndpoint = "dax://cluster" });
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateOptions { MaxPendingCaptures = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateOptions { SessionTtlSeconds = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateOptions { PendingTtlSeconds = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateOptions { MaxEvents = 0 });
    }

    [Fact]
    public void The_table_to_create_is_the_agents()
    {
        var definition = new StateOptions { TableName = "table", TtlAttribute = "expiry" }.Definition;
        Assert.Equal(("table", "expiry"), (definition.Name, definition.TimeToLiveAttribute));
        var index = Assert.Single(definition.Indexes);
        Assert.Equal(("CardFingerprintIndex", "fingerprint"), (index.Name, index.HashAttribute));
        Assert.Equal(["user_pubkey", "card_last4", "linked_at"], index.Included);
        Assert.Equal(["pk", "sk"], definition.Keys.Attributes);
    }

    [Theory]
    [InlineData(1000, 1059, false)]
    [InlineData(1000, 1060, true)]
    [InlineData(2000, 1000, false)]
    [InlineData(0, 1711468800, true)]
    public void A_vault_snapshot_is_stale_after_its_time(long snapshotAt, long now, bool isStale) =>
        Assert.Equal(
            isStale,
            new VaultState { SnapshotAt = snapshotAt }.IsStale(now, new StateOptions().VaultCacheTtl)
        );
}
