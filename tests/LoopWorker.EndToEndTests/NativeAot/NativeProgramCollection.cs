namespace LoopWorker.EndToEndTests.NativeAot;

/// <summary>The tests that may publish the program. They run alone: compiling takes every core.</summary>
[CollectionDefinition(nameof(NativeProgramCollection), DisableParallelization = true)]
public sealed class NativeProgramCollection;
