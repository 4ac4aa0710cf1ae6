using LoopWorker.Ecs;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Ecs;

public sealed class ProtectionRulesTests
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ALook = TimeSpan.FromSeconds(1);
    private static readonly ProtectionRules TenMinutes = new(TimeSpan.FromMinutes(10));

    [Fact]
    public void A_task_that_has_taken_a_message_is_protected_and_one_that_has_not_is_left_alone()
    {
        Assert.Equal(ProtectionStep.Leave, TenMinutes.Next(default, inHand: false, Minutes(1)));
        Assert.Equal(ProtectionStep.Protect, TenMinutes.Next(default, inHand: true, Minutes(1)));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.5, 5)]
    [InlineData(1, 6)]
    public void It_is_renewed_at_about_half_of_the_lease(double chance, int minutes)
    {
        var state = Protected(chance);
        Assert.Equal(ProtectionStep.Leave, TenMinutes.Next(state, inHand: true, Minutes(minutes) - ALook));
        Assert.Equal(ProtectionStep.Renew, TenMinutes.Next(state, inHand: true, Minutes(minutes)));
        Assert.Equal(ProtectionStep.Protect, TenMinutes.Next(state, inHand: true, Minutes(10)));
    }

    [Theory]
    [InlineData(0, 2.5)]
    [InlineData(1, 3.75)]
    public void It_is_released_when_nothing_has_been_in_hand_for_a_quarter_of_the_lease_or_a_little_longer(
        double chance,
        double minutes
    )
    {
        var state = Protected(chance);
        Assert.Equal(ProtectionStep.Leave, TenMinutes.Next(state, inHand: false, Minutes(minutes) - ALook));
        Assert.Equal(ProtectionStep.Release, TenMinutes.Next(state, inHand: false, Minutes(minutes)));
        Assert.Equal(ProtectionStep.Leave, TenMinutes.Next(state, inHand: false, Minutes(10)));
    }

    [Fact]
    public void However_long_the_lease_five_minutes_are_enough_to_wait_for_the_next_message() =>
        Assert.Equal(Minutes(5), new ProtectionRules(TimeSpan.FromHours(48)).Idle);

    [Fact]
    public void After_failures_it_waits_longer_and_longer_up_to_a_minute_and_never_not_at_all()
    {
        var state = default(ProtectionState);
        var shortest = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            state = TenMinutes.AfterFailure(state, ProtectionStep.Protect, Minutes(1), chance: 0);
            shortest.Add((state.NotBefore - Minutes(1)).TotalSeconds);
            Assert.Equal(ProtectionStep.Leave, TenMinutes.Next(state, inHand: true, state.NotBefore - ALook));
            Assert.Equal(ProtectionStep.Protect, TenMinutes.Next(state, inHand: true, state.NotBefore));
        }
        Assert.Equal([2.5, 5, 10, 20, 30, 30], shortest);
    }

    [Fact]
    public void While_the_agent_answers_no_message_is_in_hand_of_a_task_that_is_not_protected() =>
        Property.Holds(
            ProtectionHistory.OfAgentThatAnswers,
            history => Assert.DoesNotContain(history.Play(), second => second.InHand && !second.IsProtected)
        );

    [Fact]
    public void Once_the_agent_answers_again_a_busy_task_is_protected_within_a_pause() =>
        Property.Holds(
            ProtectionHistory.Any,
            history =>
            {
                var since = TimeSpan.Zero;
                foreach (var second in history.Play())
                {
                    if (second.Mood != AgentMood.Answers || !second.InHand)
                        since = second.At;
                    else if (second.At - since > LongestPause + TaskProtection.Patience + ALook)
                        Assert.True(second.IsProtected);
                }
            }
        );

    [Fact]
    public void No_task_is_protected_for_longer_than_a_lease_after_its_last_message() =>
        Property.Holds(
            ProtectionHistory.Any,
            history =>
            {
                var last = TimeSpan.MinValue / 2;
                foreach (var second in history.Play())
                {
                    if (second.InHand)
                        last = second.At;
                    Assert.True(
                        !second.IsProtected || second.ProtectedUntil <= last + history.Lease + TaskProtection.Patience
                    );
                }
            }
        );

    [Fact]
    public void A_task_without_messages_is_released_as_soon_as_the_agent_answers() =>
        Property.Holds(
            ProtectionHistory.Any,
            history =>
            {
                var idle = new ProtectionRules(history.Lease).Idle * 1.5;
                var (last, answering) = (TimeSpan.Zero, TimeSpan.Zero);
                foreach (var second in history.Play())
                {
                    if (second.InHand)
                        last = second.At;
                    if (second.Mood != AgentMood.Answers)
                        answering = second.At;
                    if (
                        second.At - last > idle + ALook
                        && second.At - answering > LongestPause + TaskProtection.Patience + ALook
                    )
                        Assert.False(second.IsProtected);
                }
            }
        );

    [Fact]
    public void A_task_calls_no_more_than_a_few_times_a_lease_whatever_comes() =>
        Property.Holds(
            ProtectionHistory.Any,
            history =>
            {
                var calls = history.Play().Where(second => second.Step != ProtectionStep.Leave).ToList();
                var hour = TimeSpan.FromHours(1);
                // To protect and to release, and each once in vain before; and the longest pauses between failures.
                var most = 4 * (hour / new ProtectionRules(history.Lease).Idle) + hour / (LongestPause / 2) + 10;
                foreach (var call in calls)
                    Assert.InRange(calls.Count(other => other.At >= call.At && other.At < call.At + hour), 1, most);
            }
        );

    private static ProtectionState Protected(double chance) =>
        TenMinutes.AfterSuccess(default, ProtectionStep.Protect, TimeSpan.Zero, TimeSpan.Zero, chance);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
