using System.CommandLine;
using LoopWorker.Benchmarks.Emulated;
using LoopWorker.Benchmarks.Replaying;
using LoopWorker.Benchmarks.Scaling;
using LoopWorker.Benchmarks.Toolkit;

var root = new RootCommand("Measures LoopWorker. docs/benchmarks.md says what is modelled and how to read the figures.")
{
    ScaleCommand.Create(),
    EmulatorsCommand.Create(),
    ToolkitCommand.Create(),
    ReplayCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
