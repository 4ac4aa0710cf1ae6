using LoopWorker.Operations.Auditing;

namespace LoopWorker.Commands;

/// <summary>Who runs a command: the account and the host, as the system names them.</summary>
internal static class CurrentOperator
{
    public static Operator Get() => new(Environment.UserName, Environment.MachineName);
}
