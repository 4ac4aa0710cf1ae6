using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Ecs;

namespace LoopWorker.Tests.Ecs;

/// <summary>What the agent does with a call.</summary>
internal enum AgentMood
{
    Answers,
    Refuses,

    /// <summary>ECS does as asked, but the answer is lost.</summary>
    LosesTheAnswer,
    Hangs,
}

/// <summary>Messages as they come, and an agent as it answers, for some hours.</summary>
/// <param name="Lease">Of the task.</param>
/// <param name="Traffic">For so many seconds a message in hand for one second in so many: 1 is all the time, 0 none.</param>
/// <param name="Moods">Of the agent, for so many seconds each.</param>
/// <param name="Seed">Of the jitter.</param>
internal sealed record ProtectionHistory(
    TimeSpan Lease,
    IReadOnlyList<(int Seconds, int OneIn)> Traffic,
    IReadOnlyList<(int Seconds, AgentMood Mood)> Moods,
    int Seed
)
{
    public static Gen<ProtectionHistory> OfAgentThatAnswers { get; } = Of(Gen.Constant(AgentMood.Answers));

    public static Gen<ProtectionHistory> Any { get; } = Of(Gen.Elements(Enum.GetValues<AgentMood>()));

    /// <summary>Each second of it, with what is true after the look of that second.</summary>
    public IEnumerable<ProtectedSecond> Play()
    {
        var rules = new ProtectionRules(Lease);
        var random = new Random(Seed);
        var state = default(ProtectionState);
        var (protectedUntil, busyUntil) = (TimeSpan.Zero, TimeSpan.Zero);
        var traffic = Seconds(Traffic).ToList();
        var moods = Seconds(Moods).ToList();
        var came = false;
        for (var second = 0; second < traffic.Count; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            var inHand = traffic[second] > 0 && second % traffic[second] == 0;
            var mood = moods[second % moods.Count];
            var step = ProtectionStep.Leave;
            came |= inHand;
            // While a call waits for its answer, there is no look; the next one knows what has come meanwhile.
            if (now >= busyUntil)
            {
                if (came)
                    state = state with { InHandAt = now };
                step = rules.Next(state, came, now);
                came = false;
                if (step != ProtectionStep.Leave)
                {
                    var took = mood is AgentMood.Answers or AgentMood.Refuses ? TimeSpan.Zero : TaskProtection.Patience;
                    busyUntil = now + took;
                    if (mood is AgentMood.Answers or AgentMood.LosesTheAnswer)
                        protectedUntil = step == ProtectionStep.Release ? now : now + Lease;
                    state =
                        mood == AgentMood.Answers
                            ? rules.AfterSuccess(state, step, now, now + took, random.NextDouble())
                            : rules.AfterFailure(state, step, now + took, random.NextDouble());
                }
            }
            yield return new ProtectedSecond(now, inHand, mood, step, protectedUntil);
        }
    }

    private static Gen<ProtectionHistory> Of(Gen<AgentMood> mood) =>
        from minutes in Gen.Elements(1, 2, 3, 10, 30)
        from traffic in (
            from seconds in Gen.Choose(1, 1500)
            from oneIn in Gen.Elements(0, 0, 1, 1, 2, 10, 20, 60, 200)
            select (seconds, oneIn)
        ).ListOf(12)
        from moods in (from seconds in Gen.Choose(1, 600) from one in mood select (seconds, one)).ListOf(10)
        from seed in Gen.Choose(0, int.MaxValue)
        select new ProtectionHistory(TimeSpan.FromMinutes(minutes), [.. traffic], [.. moods], seed);

    private static IEnumerable<T> Seconds<T>(IEnumerable<(int Seconds, T What)> spans) =>
        spans.SelectMany(span => Enumerable.Repeat(span.What, span.Seconds));
}

/// <summary>A second of a history.</summary>
/// <param name="At">When.</param>
/// <param name="InHand">Whether messages are in hand.</param>
/// <param name="Mood">What the agent does with calls.</param>
/// <param name="Step">What it is asked.</param>
/// <param name="ProtectedUntil">Until when ECS protects the task, if it is not asked again.</param>
internal sealed record ProtectedSecond(
    TimeSpan At,
    bool InHand,
    AgentMood Mood,
    ProtectionStep Step,
    TimeSpan ProtectedUntil
)
{
    public bool IsProtected => At < ProtectedUntil;
}
