using LoopWorker.Samples.Toolkit.Running;

using var interrupted = new CancellationTokenSource();

// So that what runs on DynamoDB takes its table with it.
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
return await SampleCommand.RunAsync(args, Console.Out, Console.Error, interrupted.Token);
