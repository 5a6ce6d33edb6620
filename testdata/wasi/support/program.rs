/// Makes a command of a function `async fn cases(mode: &str) -> Result<(), ()>`, which gets the first argument.
#[macro_export]
macro_rules! program {
    ($cases:path) => {
        $crate::wit_bindgen::generate!({
            world: "program",
            path: "wit",
            generate_all,
            features: ["clocks-timezone"],
            runtime_path: "wasi_programs::wit_bindgen::rt",
        });

        struct Program;

        impl exports::wasi::cli::run::Guest for Program {
            async fn run() -> Result<(), ()> {
                let args = $crate::wasi::cli::environment::get_arguments();
                $cases(args.get(1).map_or("", String::as_str)).await
            }
        }

        export!(Program);
    };
}
