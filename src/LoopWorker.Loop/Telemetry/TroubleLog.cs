using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop.Telemetry;

/// <summary>
/// Logs trouble with the table and with each queue. What is over within seconds is none; what lasts is told when it begins to matter, and
/// once more when it is over, however many calls it concerns.
/// </summary>
/// <param name="answers">How the services have answered.</param>
/// <param name="logger">Where to.</param>
public sealed partial class TroubleLog(ServiceAnswers answers, ILogger<TroubleLog> logger) : IPipelineObserver
{
    // As they were when they were last looked at.
    private readonly Dictionary<(ServiceKind Kind, string Name), TroubleEpisode> _told = [];
    private PipelineGauges? _gauges;

    public void OnStarted(PipelineGauges gauges) => _gauges = gauges;

    /// <summary>Tells what is to be told now. Not for several callers at once.</summary>
    public void Look()
    {
        foreach (var state in answers.States)
        {
            if (state.Trouble is not { } trouble)
                continue;
            var service = (state.Kind, state.Name);
            var isTold = _told.Remove(service, out var told);
            // Over, and begun anew, between two looks.
            if (isTold && told.Since != trouble.Since)
            {
                TellEnd(state, told);
                isTold = false;
            }
            if (isTold && trouble.IsOver)
                TellEnd(state, trouble);
            else if (!isTold && trouble is { Matters: true, IsOver: false })
                TellBeginning(state, trouble);
            else if (!isTold)
                continue;
            if (!trouble.IsOver)
                _told[service] = trouble;
        }
    }

    private void TellBeginning(in ServiceState service, in TroubleEpisode trouble) =>
        TroubleBegan(
            service.Kind.ToString(),
            service.Name,
            trouble.Length.TotalSeconds,
            trouble.Reason,
            trouble.Refused,
            trouble.Unanswered,
            _gauges?.InHand ?? 0
        );

    private void TellEnd(in ServiceState service, in TroubleEpisode trouble) =>
        TroubleEnded(
            service.Kind.ToString(),
            service.Name,
            trouble.Length.TotalSeconds,
            trouble.Reason,
            trouble.Refused
        );

    [LoggerMessage(
        EventIds.TroubleBegan,
        LogLevel.Warning,
        "{Service} {Name} has given trouble for {Seconds:0.0} s ({Reason}): {Refused} calls refused, {Unanswered} unanswered, {InHand} messages in hand. The worker keeps them, takes in less, and goes on trying."
    )]
    private partial void TroubleBegan(
        string service,
        string name,
        double seconds,
        string reason,
        long refused,
        int unanswered,
        int inHand
    );

    [LoggerMessage(
        EventIds.TroubleEnded,
        LogLevel.Information,
        "{Service} {Name} answers again after {Seconds:0.0} s of trouble ({Reason}): {Refused} calls were refused."
    )]
    private partial void TroubleEnded(string service, string name, double seconds, string reason, long refused);
}
