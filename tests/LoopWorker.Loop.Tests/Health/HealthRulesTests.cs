using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Health;

namespace LoopWorker.Loop.Tests.Health;

public sealed class HealthRulesTests
{
    private static readonly HealthRules Rules = new(TimeSpan.FromMinutes(2));

    private static readonly Gen<TimeSpan> Times = Gen.Choose(0, 400).Select(seconds => TimeSpan.FromSeconds(seconds));

    private static readonly Gen<PartState> Parts =
        from name in Gen.Elements("receive", "resolve", "order", "commit", "notify", "settle")
        from pending in Gen.Choose(0, 3)
        from still in Times
        select new PartState(name, pending == 0 ? default : new Progress(pending, still));

    private static readonly Gen<ServiceState> Services =
        from kind in Gen.Elements(ServiceKind.Queue, ServiceKind.Table)
        from refused in Gen.OneOf(Gen.Constant<TimeSpan?>(null), Times.Select(time => (TimeSpan?)time))
        from away in Gen.OneOf(Gen.Constant<TimeSpan?>(null), Times.Select(time => (TimeSpan?)time))
        select new ServiceState(
            kind,
            $"{kind}",
            refused is { } ago ? new ServiceRefusal("Throttled", ago) : null,
            away
        );

    private static readonly Gen<WorkerState> States =
        from phase in Gen.Elements(WorkerPhase.Starting, WorkerPhase.Receiving, WorkerPhase.Draining)
        from parts in Parts.ListOf()
        from services in Services.ListOf()
        select new WorkerState(phase, [.. parts], [.. services]);

    [Fact]
    public void Live_is_red_exactly_if_a_stage_stands_too_long_and_no_service_of_its_explains_it() =>
        Property.Holds(
            States,
            state =>
            {
                var hung = state
                    .Parts.Where(part => part.Progress.Still >= Rules.StallAfter)
                    .Where(part =>
                        !state.Services.Any(service =>
                            service.Refusal is { } refusal
                            && refusal.Ago < Rules.StallAfter
                            && HealthRules.WaitsFor(part.Name).Contains(service.Kind)
                        )
                    )
                    .Select(part => part.Name)
                    .Distinct()
                    .ToList();
                var live = Rules.Live(state);
                Assert.Equal(hung.Count == 0 || state.Phase == WorkerPhase.Draining, live.IsOk);
                if (!live.IsOk)
                    Assert.All(hung, name => Assert.Contains(live.Reasons, reason => Names(reason, name)));
            }
        );

    [Fact]
    public void What_moves_sooner_never_makes_live_red() =>
        Property.Holds(
            States,
            state =>
            {
                var faster = state with
                {
                    Parts =
                    [
                        .. state.Parts.Select(part =>
                            part with
                            {
                                Progress = part.Progress with { Still = part.Progress.Still / 2 },
                            }
                        ),
                    ],
                };
                Assert.True(Rules.Live(faster).IsOk || !Rules.Live(state).IsOk);
            }
        );

    [Fact]
    public void Ready_asks_the_phase_and_who_is_away_and_nothing_else() =>
        Property.Holds(
            States,
            state =>
            {
                var isAway = state.Services.Any(service => service.AwayFor >= HealthRules.AwayAfter);
                var ready = HealthRules.Ready(state);
                Assert.Equal(state.Phase == WorkerPhase.Receiving && !isAway, ready.IsOk);
                Assert.Equal(ready, HealthRules.Ready(state with { Parts = [] }), SameVerdict);
            }
        );

    [Fact]
    public void A_red_verdict_has_a_reason_and_once_started_a_worker_stays_started() =>
        Property.Holds(
            States,
            state =>
            {
                HealthVerdict[] verdicts = [Rules.Live(state), HealthRules.Ready(state), HealthRules.Startup(state)];
                Assert.All(verdicts, verdict => Assert.True(verdict.IsOk || verdict.Reasons.Count > 0));
                Assert.Equal(state.Phase != WorkerPhase.Starting, HealthRules.Startup(state).IsOk);
            }
        );

    [Fact]
    public void Reasons_say_which_stage_for_how_long_with_how_much_and_what_it_waits_for()
    {
        var parts = new[]
        {
            new PartState("settle", new Progress(1, TimeSpan.FromSeconds(125.9))),
            new PartState("receive", new Progress(1, TimeSpan.FromSeconds(3))),
            new PartState("receive", new Progress(1, TimeSpan.FromSeconds(130))),
            new PartState("commit", new Progress(37, TimeSpan.FromSeconds(300))),
        };
        var table = new ServiceState(
            ServiceKind.Table,
            "loop-agent-state",
            new ServiceRefusal("ThrottlingError", TimeSpan.FromSeconds(2.5)),
            TimeSpan.FromSeconds(42.1)
        );
        var state = new WorkerState(WorkerPhase.Receiving, parts, [table]);
        Assert.Equal(
            [
                "The stage 'settle' is hung: it has not moved for 125 s (1 pending), and nothing that it waits for explains it.",
                "The stage 'receive' is hung: it has not moved for 130 s (2 pending), and nothing that it waits for explains it.",
                "The stage 'commit' has not moved for 300 s (37 pending): it waits for the table 'loop-agent-state' (ThrottlingError 2 s ago).",
            ],
            Rules.Live(state).Reasons
        );
        Assert.Equal(
            ["The table 'loop-agent-state' has not answered for 42 s (ThrottlingError)."],
            HealthRules.Ready(state).Reasons
        );
    }

    private static bool Names(string reason, string stage) =>
        reason.StartsWith($"The stage '{stage}' is hung", StringComparison.Ordinal);

    private static bool SameVerdict(HealthVerdict one, HealthVerdict other) =>
        one.IsOk == other.IsOk && one.Reasons.SequenceEqual(other.Reasons);
}
