using FsCheck;
using FsCheck.Fluent;

namespace LoopWorker.Tables.Patterns.Tests.Support;

/// <summary>Checks that something is true of everything a generator makes.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> generator, Action<T> assert, int cases = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(generator.ToArbitrary(), assert));
}
