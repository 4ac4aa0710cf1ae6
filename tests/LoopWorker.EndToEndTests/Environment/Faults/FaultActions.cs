using System.Text;

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>What each fault does to a call.</summary>
internal static class FaultActions
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    public static async Task<ScriptedAnswer> CarryOutAsync(
        PlannedCall plan,
        ScriptedRequest request,
        Forward forward,
        TimeSpan clientsPatience
    )
    {
        switch (plan.Fault)
        {
            case Fault.Cut:
                return ScriptedAnswer.Hangup;
            case Fault.AnswerLost:
                await forward();
                return ScriptedAnswer.Hangup;
            case Fault.AnswerTruncated:
                return Truncated(await forward(), plan.Chance);
            case Fault.Delayed:
                await Task.Delay(LongestDelay * plan.Chance);
                return await forward();
            case Fault.RequestLate:
                await Task.Delay(clientsPatience);
                return await forward();
            case Fault.AnswerLate:
                var answer = await forward();
                await Task.Delay(clientsPatience);
                return answer;
            case Fault.Throttled:
                return ServiceErrors.Throttled(request, plan.Chance);
            case Fault.FailedBefore:
                return ServiceErrors.Failed(request);
            case Fault.FailedAfter:
                await forward();
                return ServiceErrors.Failed(request);
            case Fault.Unavailable:
                return ServiceErrors.Unavailable;
            case Fault.EntryFailed:
                return Batch.Of(request) is { } batch
                    ? await batch.WithoutOneAsync(plan.Chance, forward)
                    : await forward();
            default:
                return await forward();
        }
    }

    // At least a byte is missing.
    private static ScriptedAnswer Truncated(ScriptedAnswer answer, double share) =>
        answer with
        {
            BreakAfter = (int)(Encoding.UTF8.GetByteCount(answer.Body) * share),
        };
}
