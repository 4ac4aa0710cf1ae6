using LoopWorker.EndToEndTests.Environment.Faults;

namespace LoopWorker.EndToEndTests.Faults;

public sealed class FaultPlanTests
{
    private const int Calls = 100_000;

    [Fact]
    public void The_same_seed_makes_the_same_plan_and_another_seed_another()
    {
        Assert.Equal(CallsOf(FaultPlan.Rough(1)), CallsOf(FaultPlan.Rough(1)));
        Assert.NotEqual(CallsOf(FaultPlan.Rough(1)), CallsOf(FaultPlan.Rough(2)));
    }

    [Fact]
    public void Each_fault_meets_the_share_of_calls_that_it_is_given()
    {
        var plan = FaultPlan.Rough(7);
        var counts = CallsOf(plan).CountBy(call => call.Fault).ToDictionary();
        foreach (var (fault, share) in plan.Shares)
            Assert.InRange(counts[fault] / (double)Calls, share * 0.8, share * 1.2);
        Assert.Equal(1 - plan.Shares.Values.Sum(), counts[Fault.None] / (double)Calls, 0.01);
    }

    private static List<PlannedCall> CallsOf(FaultPlan plan) =>
        [.. Enumerable.Range(1, Calls).Select(number => plan.For("ReceiveMessage", number))];
}
