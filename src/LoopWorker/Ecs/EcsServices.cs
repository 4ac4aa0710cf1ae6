using LoopWorker.Configuration;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues.Observing;
using Microsoft.Extensions.DependencyInjection;

namespace LoopWorker.Ecs;

/// <summary>Registers what a worker does only on ECS.</summary>
public static class EcsServices
{
    /// <summary>Protects the task from scale-in, if the settings say so. Registered before the worker, so that it ends after it.</summary>
    /// <param name="services">The worker's.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The value of a variable of the environment; null if it is not set.</param>
    /// <exception cref="SettingsException">
    /// If they do, and no ECS agent is there. It is an error of where the worker runs, so commands that run elsewhere with the same
    /// settings do not ask.
    /// </exception>
    public static IServiceCollection AddTaskProtection(
        this IServiceCollection services,
        EcsSettings settings,
        Func<string, string?> variable
    )
    {
        var lease = settings.TaskProtection;
        if (lease == TimeSpan.Zero)
            return services;
        var address = EcsAgent.AddressOf(variable(EcsAgent.Variable), lease);
        return services
            .AddSingleton(new ProtectionRules(lease))
            .AddSingleton<IScaleInProtection>(provider => new EcsAgent(
                address,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<InHandWatch>()
            .AddSingleton<IQueueObserver>(provider => provider.GetRequiredService<InHandWatch>())
            .AddSingleton<IPipelineObserver>(provider => provider.GetRequiredService<InHandWatch>())
            .AddHostedService<TaskProtection>();
    }
}
