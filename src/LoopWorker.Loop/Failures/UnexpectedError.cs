using System.Diagnostics;

namespace LoopWorker.Loop.Failures;

/// <summary>
/// An error that no code expects, on the data of one message or one user. It is a fault of the worker's, and only what it happened on
/// fails for it.
/// </summary>
public static class UnexpectedError
{
    /// <summary>What happened and where, without the error's own text: that may quote a payload.</summary>
    /// <param name="doing">What failed, a sentence without its full stop.</param>
    /// <param name="exception">The error.</param>
    public static string Describe(string doing, Exception exception) =>
        $"{doing} by an error that the worker does not expect ({exception.GetType().Name}{PlaceOf(exception)}). Please report it.";

    private static string PlaceOf(Exception exception) =>
        new StackTrace(exception).GetFrame(0) is { } frame
        && DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type, Name: var method }
            ? $" in {type[(type.LastIndexOf('.') + 1)..]}.{method}"
            : "";
}
