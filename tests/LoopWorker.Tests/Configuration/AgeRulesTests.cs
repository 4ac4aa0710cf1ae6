using LoopWorker.Configuration;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Preflight;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Configuration;

public sealed class AgeRulesTests
{
    [Fact]
    public void The_defaults_fit_together()
    {
        Assert.Empty(AgeRules.Errors(Parking(new LoopRules().ParkedLifetime)));
        Assert.Empty(AgeRules.Risks(Settings.Default()));
    }

    [Fact]
    public void A_purchase_is_not_parked_for_longer_than_it_may_be_old()
    {
        var error = Assert.Single(SettingsValidation.Validate(Parking(TimeSpan.FromDays(3650))));
        Assert.StartsWith(
            "Capture:ParkedLifetime is 3650.00:00:00: it must be at most 29.23:00:00",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void How_long_purchases_are_parked_does_not_matter_where_none_are()
    {
        var settings = Parking(TimeSpan.FromDays(3650));
        settings.Capture = settings.Capture with { UnknownCard = UnknownCardPolicy.Ignore };
        Assert.Empty(AgeRules.Errors(settings));
    }

    [Theory]
    [InlineData(16, "Pipeline:MaxEventAge")]
    [InlineData(13, "Queues:DeadLetterRetention")]
    [InlineData(3, "Queues:Retention", "Queues:DeadLetterRetention")]
    public void A_limit_that_does_not_fit_what_is_kept_is_warned_of(int days, params string[] subjects)
    {
        var settings = Settings.Default();
        settings.Pipeline = settings.Pipeline with { MaxEventAge = TimeSpan.FromDays(days) };
        var warnings = TimeRules.Of(settings).Where(finding => finding.Severity == Severity.Warning);
        Assert.Equal(subjects, warnings.Select(finding => finding.Subject));
    }

    private static LoopWorkerSettings Parking(TimeSpan lifetime)
    {
        var settings = Settings.Default();
        settings.Capture = new LoopRules { UnknownCard = UnknownCardPolicy.Park, ParkedLifetime = lifetime };
        return settings;
    }
}
